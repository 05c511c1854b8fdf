-- A file that is not there.
CREATE TABLE t (a INT) WITH ('connector' = 'filesystem', 'path' = 'data/nothing.json', 'format' = 'json');
SELECT a FROM t;
