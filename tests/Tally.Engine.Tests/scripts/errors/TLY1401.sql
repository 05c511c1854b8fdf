CREATE TABLE clicks (id INT) WITH ('connector' = 'filesystem', 'format' = 'json');
SELECT * FROM clicks;
