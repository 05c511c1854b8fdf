-- Sub-queries in ON of a left join: what they leave without a partner stays, with NULL.
WITH c (id) AS (VALUES (1), (2), (3), (4), (5))
SELECT a.id, b.id AS partner FROM c AS a LEFT JOIN c AS b
ON b.id = a.id AND b.id > (SELECT MIN(id) FROM c) AND EXISTS (SELECT 1 FROM c AS d WHERE d.id = b.id + 1);
