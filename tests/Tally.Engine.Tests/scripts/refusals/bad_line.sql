-- A line that is no JSON stops the query.
CREATE TABLE t (id INT, n INT) WITH ('connector' = 'filesystem', 'path' = 'data/broken.json', 'format' = 'json');
SELECT id FROM t;
