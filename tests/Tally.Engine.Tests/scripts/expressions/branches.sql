-- A branch that is not taken does not fail.
CREATE TABLE orders (order_id STRING, ts TIMESTAMP(3), user_id STRING, category STRING, quantity INT, amount DECIMAL(10, 2),
  WATERMARK FOR ts AS ts - INTERVAL '5' SECOND)
WITH ('connector' = 'filesystem', 'path' = 'data/orders.json', 'format' = 'json');
SELECT order_id, CASE WHEN quantity = 1 THEN 0 ELSE 12 / (quantity - 1) END AS r FROM orders WHERE order_id IN ('o1', 'o2', 'o4');
