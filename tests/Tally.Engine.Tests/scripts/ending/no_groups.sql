-- Groups of which there are none give no row: only the global aggregate has one.
CREATE TABLE payments (id STRING, amount INT, ts TIMESTAMP(3), WATERMARK FOR ts AS ts)
WITH ('connector' = 'filesystem', 'path' = 'data/late.csv', 'format' = 'csv');
SELECT id, COUNT(*) AS n FROM payments WHERE amount > 1000 GROUP BY id;
