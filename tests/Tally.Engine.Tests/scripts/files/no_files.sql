-- An empty folder has no rows.
CREATE TABLE t (a INT) WITH ('connector' = 'filesystem', 'path' = 'data/days/day=3*', 'format' = 'csv');
SELECT a FROM t;
