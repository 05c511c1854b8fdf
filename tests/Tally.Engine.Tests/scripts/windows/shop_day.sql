-- The day of an instant starts at midnight of the session time zone.
SET 'table.local-time-zone' = 'Asia/Shanghai';
CREATE TABLE visits (id STRING, ts TIMESTAMP_LTZ(3), WATERMARK FOR ts AS ts)
WITH ('connector' = 'filesystem', 'path' = 'data/visits.json', 'format' = 'json');
SELECT window_start, window_end, COUNT(*) AS n FROM TABLE(TUMBLE(TABLE visits, DESCRIPTOR(ts), INTERVAL '1' DAY)) GROUP BY window_start, window_end;
