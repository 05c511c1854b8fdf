-- Raw lines as they are.
CREATE TABLE lines (line STRING) WITH ('connector' = 'filesystem', 'path' = 'data/lines.txt', 'format' = 'raw');
SELECT line, CHAR_LENGTH(line) AS n FROM lines;
