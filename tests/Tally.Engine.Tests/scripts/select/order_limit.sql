-- ORDER BY with LIMIT keeps the first rows.
CREATE TABLE orders (order_id STRING, ts TIMESTAMP(3), user_id STRING, category STRING, quantity INT, amount DECIMAL(10, 2),
  WATERMARK FOR ts AS ts - INTERVAL '5' SECOND)
WITH ('connector' = 'filesystem', 'path' = 'data/orders.json', 'format' = 'json');
SELECT order_id, amount FROM orders WHERE amount IS NOT NULL ORDER BY amount DESC, order_id LIMIT 3;
