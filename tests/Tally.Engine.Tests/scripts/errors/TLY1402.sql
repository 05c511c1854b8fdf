CREATE TABLE clicks (id INT) WITH ('connector' = 'filesystem', 'pth' = 'clicks.json', 'path' = 'clicks.json', 'format' = 'json');
SELECT * FROM clicks;
