-- ** stands for any depth.
CREATE TABLE days (id INT, s STRING) WITH ('connector' = 'filesystem', 'path' = 'data/**/a.csv', 'format' = 'csv');
SELECT COUNT(*) AS n FROM days;
