-- A table that never ends.
CREATE TABLE t (a INT) WITH ('connector' = 'datagen');
SELECT a FROM t;
