-- Windows that have fired take late rows for 30 seconds more: c and g are counted, e comes too late.
CREATE TABLE payments (id STRING, amount INT, ts TIMESTAMP(3), WATERMARK FOR ts AS ts)
WITH ('connector' = 'filesystem', 'path' = 'data/late.csv', 'format' = 'csv');
SET 'tally.allowed-lateness' = '30 s';
SELECT window_start, COUNT(*) AS payments, SUM(amount) AS total
FROM TABLE(TUMBLE(TABLE payments, DESCRIPTOR(ts), INTERVAL '1' MINUTE))
GROUP BY window_start, window_end;
