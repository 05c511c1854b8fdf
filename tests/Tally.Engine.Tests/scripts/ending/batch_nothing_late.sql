-- Flink's batch mode: no row is late, so c and e count in the first minute and g in the second.
SET 'execution.runtime-mode' = 'batch';
CREATE TABLE payments (id STRING, amount INT, ts TIMESTAMP(3), WATERMARK FOR ts AS ts)
WITH ('connector' = 'filesystem', 'path' = 'data/late.csv', 'format' = 'csv');
SELECT window_start, COUNT(*) AS payments, SUM(amount) AS total
FROM TABLE(TUMBLE(TABLE payments, DESCRIPTOR(ts), INTERVAL '1' MINUTE)) GROUP BY window_start, window_end;
