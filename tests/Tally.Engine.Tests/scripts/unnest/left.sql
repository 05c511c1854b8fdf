-- LEFT JOIN keeps rows without elements.
CREATE TABLE carts (id INT, tags ARRAY<STRING>, items ARRAY<ROW<sku STRING, n INT>>, attrs MAP<STRING, STRING>)
WITH ('connector' = 'filesystem', 'path' = 'data/carts.json', 'format' = 'json');
SELECT id, tag FROM carts LEFT JOIN UNNEST(tags) AS t (tag) ON TRUE;
