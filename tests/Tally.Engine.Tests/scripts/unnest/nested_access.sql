-- Elements, fields and map values; nested values are JSON.
CREATE TABLE carts (id INT, tags ARRAY<STRING>, items ARRAY<ROW<sku STRING, n INT>>, attrs MAP<STRING, STRING>)
WITH ('connector' = 'filesystem', 'path' = 'data/carts.json', 'format' = 'json');
SELECT id, tags[1] AS t, items[1].sku AS s, attrs['color'] AS c, items FROM carts WHERE id IN (1, 4);
