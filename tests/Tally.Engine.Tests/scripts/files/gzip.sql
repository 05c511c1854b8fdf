-- A name in .gz is decompressed.
CREATE TABLE days (id INT, s STRING) WITH ('connector' = 'filesystem', 'path' = 'data/zipped.csv.gz', 'format' = 'csv');
SELECT id, s FROM days WHERE id > 1;
