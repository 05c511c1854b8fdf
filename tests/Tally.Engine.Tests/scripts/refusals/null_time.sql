-- A row without event time stops the query.
CREATE TABLE t (id INT, ts TIMESTAMP(3), WATERMARK FOR ts AS ts) WITH ('connector' = 'filesystem', 'path' = 'data/null_time.json', 'format' = 'json');
SELECT id FROM t;
