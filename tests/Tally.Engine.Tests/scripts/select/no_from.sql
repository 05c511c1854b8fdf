-- SELECT without FROM.
SELECT 1 + 1 AS two, 'a' || 'b' AS ab, CAST(NULL AS INT) AS nothing;
