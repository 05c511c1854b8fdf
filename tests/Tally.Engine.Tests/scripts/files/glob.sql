-- A glob names files.
CREATE TABLE days (id INT, s STRING) WITH ('connector' = 'filesystem', 'path' = 'data/days/*/a.c?v', 'format' = 'csv');
SELECT COUNT(*) AS n FROM days;
