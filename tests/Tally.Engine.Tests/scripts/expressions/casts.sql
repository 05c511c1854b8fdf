-- CAST between text, numbers and time.
SELECT CAST('12' AS INT) AS i, CAST(12.345 AS DECIMAL(4, 1)) AS d, CAST(7 AS STRING) AS s, CAST('2025-11-11' AS DATE) AS da, TRY_CAST('x' AS INT) AS bad;
