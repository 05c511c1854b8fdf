-- A ranking inside windows follows corrections below it, and late rows of its own.
CREATE TABLE payments (id STRING, amount INT, ts TIMESTAMP(3), WATERMARK FOR ts AS ts)
WITH ('connector' = 'filesystem', 'path' = 'data/late.csv', 'format' = 'csv');
SET 'tally.allowed-lateness' = '30 s';
SELECT window_start, id, amount, place FROM (
  SELECT window_start, window_end, id, amount, ROW_NUMBER() OVER (PARTITION BY window_start, window_end ORDER BY amount DESC) AS place
  FROM TABLE(TUMBLE(TABLE payments, DESCRIPTOR(ts), INTERVAL '1' MINUTE)))
WHERE place <= 2;
