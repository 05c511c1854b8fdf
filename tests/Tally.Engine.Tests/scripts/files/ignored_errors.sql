-- ignore-parse-errors: a bad field is NULL, a bad line is left out.
CREATE TABLE t (id INT, n INT) WITH ('connector' = 'filesystem', 'path' = 'data/broken.json', 'format' = 'json', 'json.ignore-parse-errors' = 'true');
SELECT id, n FROM t;
