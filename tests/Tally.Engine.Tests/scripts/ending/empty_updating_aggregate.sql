-- The row is there as well when all rows were taken back.
CREATE TABLE payments (id STRING, amount INT, ts TIMESTAMP(3), WATERMARK FOR ts AS ts)
WITH ('connector' = 'filesystem', 'path' = 'data/late.csv', 'format' = 'csv');
SELECT COUNT(*) AS n, MAX(s) AS s FROM (SELECT id, SUM(amount) AS s FROM payments GROUP BY id HAVING SUM(amount) > 1000);
