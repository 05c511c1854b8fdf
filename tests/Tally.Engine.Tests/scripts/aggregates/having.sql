-- HAVING sees aggregates.
CREATE TABLE orders (order_id STRING, ts TIMESTAMP(3), user_id STRING, category STRING, quantity INT, amount DECIMAL(10, 2),
  WATERMARK FOR ts AS ts - INTERVAL '5' SECOND)
WITH ('connector' = 'filesystem', 'path' = 'data/orders.json', 'format' = 'json');
SELECT user_id, SUM(amount) AS s FROM orders GROUP BY user_id HAVING COUNT(*) > 1 AND SUM(amount) > 80;
