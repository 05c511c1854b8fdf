-- A folder is read with all below it, without hidden names.
CREATE TABLE days (id INT, s STRING) WITH ('connector' = 'filesystem', 'path' = 'data/days', 'format' = 'csv');
SELECT * FROM days;
