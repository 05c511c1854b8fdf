-- BETWEEN, LIKE, NOT.
CREATE TABLE orders (order_id STRING, ts TIMESTAMP(3), user_id STRING, category STRING, quantity INT, amount DECIMAL(10, 2),
  WATERMARK FOR ts AS ts - INTERVAL '5' SECOND)
WITH ('connector' = 'filesystem', 'path' = 'data/orders.json', 'format' = 'json');
SELECT order_id FROM orders WHERE quantity BETWEEN 2 AND 4 AND category LIKE '%o%' AND NOT user_id = 'u1';
