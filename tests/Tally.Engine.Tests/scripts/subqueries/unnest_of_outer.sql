-- Sub-queries over the elements of an array of the row around: a test, a sum and a count; NULL and empty arrays have no elements.
SELECT id, EXISTS (SELECT 1 FROM UNNEST(tags) AS t(x) WHERE x = 'a') AS has_a, (SELECT SUM(p) FROM UNNEST(prices) AS t(p)) AS total,
  (SELECT COUNT(*) FROM UNNEST(tags) AS t(x)) AS n
FROM (VALUES (1, ARRAY['a', 'b'], ARRAY[5, 7]), (2, ARRAY['b', 'c'], ARRAY[1]), (3, CAST(NULL AS ARRAY<CHAR(1)>), ARRAY[1, 1]),
  (4, ARRAY['a'], CAST(NULL AS ARRAY<INT>))) AS c (id, tags, prices);
