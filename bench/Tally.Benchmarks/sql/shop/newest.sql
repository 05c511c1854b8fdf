-- How many orders there are: tells which appends a viewer has seen.
CREATE VIEW newest AS SELECT COUNT(*) AS orders FROM orders;
