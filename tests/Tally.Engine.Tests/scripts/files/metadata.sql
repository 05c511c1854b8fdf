-- Metadata of files.
CREATE TABLE days (id INT, s STRING, name STRING NOT NULL METADATA FROM 'file.name' VIRTUAL, size BIGINT METADATA FROM 'file.size' VIRTUAL) WITH ('connector' = 'filesystem', 'path' = 'data/days', 'format' = 'csv');
SELECT id, name, size FROM days;
