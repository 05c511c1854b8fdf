-- An aggregate over no rows is a row with NULL and 0, and what is computed of it says so.
WITH c (id) AS (VALUES (1), (2)), d (x, y) AS (VALUES (1, 10), (1, 5))
SELECT id, (SELECT COALESCE(SUM(y), -1) FROM d WHERE x = id) AS s, (SELECT COUNT(y) * 2 FROM d WHERE x > id) AS n, (SELECT COUNT(*) FROM d WHERE FALSE) AS nothing FROM c;
