-- Generated rows: a sequence ends by itself.
CREATE TABLE numbers (n INT, s STRING) WITH ('connector' = 'datagen', 'fields.n.kind' = 'sequence', 'fields.n.start' = '1', 'fields.n.end' = '20', 'fields.s.length' = '4', 'rows-per-second' = '1000000');
SELECT COUNT(*) AS n, SUM(n) AS total, MIN(CHAR_LENGTH(s)) AS len FROM numbers;
