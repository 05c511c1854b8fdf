-- Aggregates over elements.
CREATE TABLE carts (id INT, tags ARRAY<STRING>, items ARRAY<ROW<sku STRING, n INT>>, attrs MAP<STRING, STRING>)
WITH ('connector' = 'filesystem', 'path' = 'data/carts.json', 'format' = 'json');
SELECT SUM(n) AS pieces, COUNT(DISTINCT sku) AS skus FROM carts CROSS JOIN UNNEST(items) AS t (sku, n);
