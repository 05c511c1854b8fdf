-- Integers stay integers, DECIMAL is exact.
SELECT 7 / 2 AS i, 7 % 4 AS m, CAST(0.1 AS DECIMAL(2, 1)) + CAST(0.2 AS DECIMAL(2, 1)) AS d, 2.5 * 2.5 AS p;
