-- PARTITIONED BY: the value of day stands in the path.
CREATE TABLE days (id INT, s STRING, `day` INT) PARTITIONED BY (`day`) WITH ('connector' = 'filesystem', 'path' = 'data/days', 'format' = 'csv');
SELECT `day`, COUNT(*) AS n FROM days GROUP BY `day`;
