-- The time attribute may be computed.
CREATE TABLE clock (id STRING, t STRING, ts AS TO_TIMESTAMP(t), WATERMARK FOR ts AS ts)
WITH ('connector' = 'filesystem', 'path' = 'data/clock.csv', 'format' = 'csv');
SELECT window_start, COUNT(*) AS n FROM TABLE(TUMBLE(TABLE clock, DESCRIPTOR(ts), INTERVAL '1' HOUR)) GROUP BY window_start, window_end;
