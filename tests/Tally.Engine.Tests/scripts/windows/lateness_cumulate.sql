-- Every step that still takes late rows is corrected: c counts from the first minute on, g from the second.
CREATE TABLE payments (id STRING, amount INT, ts TIMESTAMP(3), WATERMARK FOR ts AS ts)
WITH ('connector' = 'filesystem', 'path' = 'data/late.csv', 'format' = 'csv');
SET 'tally.allowed-lateness' = '30 s';
SELECT window_end, COUNT(*) AS payments, SUM(amount) AS total
FROM TABLE(CUMULATE(TABLE payments, DESCRIPTOR(ts), INTERVAL '1' MINUTE, INTERVAL '5' MINUTE))
GROUP BY window_start, window_end;
