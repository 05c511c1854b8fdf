-- CSV with quotes and NULL.
CREATE TABLE names (user_id STRING, name STRING, country STRING)
WITH ('connector' = 'filesystem', 'path' = 'data/names.csv', 'format' = 'csv', 'csv.null-literal' = '');
SELECT * FROM names;
