CREATE TABLE clicks (id INT) WITH ('connector' = 'filesystem', 'path' = 'no/such/file.json', 'format' = 'json');
SELECT * FROM clicks;
