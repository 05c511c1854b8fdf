-- A global aggregate over no rows gives its row, also behind HAVING and in a join of two.
CREATE TABLE payments (id STRING, amount INT, ts TIMESTAMP(3), WATERMARK FOR ts AS ts)
WITH ('connector' = 'filesystem', 'path' = 'data/late.csv', 'format' = 'csv');
SELECT a.n, a.total, b.n AS all_n FROM (SELECT COUNT(*) AS n, SUM(amount) AS total FROM payments WHERE amount > 1000) a CROSS JOIN (SELECT COUNT(*) AS n FROM payments) b;
