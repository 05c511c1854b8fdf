-- What is computed over windows follows their corrections: the old total is taken back.
CREATE TABLE payments (id STRING, amount INT, ts TIMESTAMP(3), WATERMARK FOR ts AS ts)
WITH ('connector' = 'filesystem', 'path' = 'data/late.csv', 'format' = 'csv');
SET 'tally.allowed-lateness' = '30 s';
CREATE VIEW minutes AS SELECT window_start, window_end, window_time, SUM(amount) AS total
FROM TABLE(TUMBLE(TABLE payments, DESCRIPTOR(ts), INTERVAL '1' MINUTE))
GROUP BY window_start, window_end, window_time;
SELECT COUNT(*) AS windows, SUM(total) AS total, MIN(total) AS least, COUNT(DISTINCT total) AS totals FROM minutes;
