SET 'execution.runtime-mode' = 'streaming';
-- Flink's streaming mode refuses to sort by an ordinary column.
CREATE TABLE payments (id STRING, amount INT, ts TIMESTAMP(3), WATERMARK FOR ts AS ts)
WITH ('connector' = 'filesystem', 'path' = 'data/late.csv', 'format' = 'csv');
SELECT id FROM payments ORDER BY amount;
