CREATE TABLE clicks (id INT) WITH ('connector' = 'filesystm', 'path' = 'clicks.json', 'format' = 'json');
SELECT * FROM clicks;
