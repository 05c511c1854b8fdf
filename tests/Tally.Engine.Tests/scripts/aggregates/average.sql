-- AVG of INT truncates, of DECIMAL has scale 6.
CREATE TABLE orders (order_id STRING, ts TIMESTAMP(3), user_id STRING, category STRING, quantity INT, amount DECIMAL(10, 2),
  WATERMARK FOR ts AS ts - INTERVAL '5' SECOND)
WITH ('connector' = 'filesystem', 'path' = 'data/orders.json', 'format' = 'json');
SELECT AVG(quantity) AS i, AVG(amount) AS d FROM orders WHERE category = 'toys';
