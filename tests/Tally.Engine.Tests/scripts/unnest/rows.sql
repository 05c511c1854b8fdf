-- UNNEST of rows: a NULL row gives none.
CREATE TABLE carts (id INT, tags ARRAY<STRING>, items ARRAY<ROW<sku STRING, n INT>>, attrs MAP<STRING, STRING>)
WITH ('connector' = 'filesystem', 'path' = 'data/carts.json', 'format' = 'json');
SELECT id, sku, n FROM carts CROSS JOIN UNNEST(items) AS t (sku, n);
