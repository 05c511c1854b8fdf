-- A regular join.
CREATE TABLE orders (order_id STRING, ts TIMESTAMP(3), user_id STRING, category STRING, quantity INT, amount DECIMAL(10, 2),
  WATERMARK FOR ts AS ts - INTERVAL '5' SECOND)
WITH ('connector' = 'filesystem', 'path' = 'data/orders.json', 'format' = 'json');
CREATE TABLE names (user_id STRING, name STRING, country STRING)
WITH ('connector' = 'filesystem', 'path' = 'data/names.csv', 'format' = 'csv', 'csv.null-literal' = '');
SELECT o.order_id, n.name FROM orders o JOIN names n ON o.user_id = n.user_id WHERE o.quantity >= 3;
