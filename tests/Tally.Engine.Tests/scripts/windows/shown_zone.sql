-- TIMESTAMP_LTZ is shown in the session time zone.
SET 'table.local-time-zone' = 'Asia/Shanghai';
CREATE TABLE visits (id STRING, ts TIMESTAMP_LTZ(3), WATERMARK FOR ts AS ts)
WITH ('connector' = 'filesystem', 'path' = 'data/visits.json', 'format' = 'json');
SELECT id, ts FROM visits WHERE id = 'b';
