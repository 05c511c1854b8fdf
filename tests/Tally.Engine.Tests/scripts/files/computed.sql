-- Computed columns are not in the file.
CREATE TABLE names (user_id STRING, name STRING, country STRING, label AS user_id || ':' || name) WITH ('connector' = 'filesystem', 'path' = 'data/names.csv', 'format' = 'csv', 'csv.null-literal' = '');
SELECT label FROM names;
