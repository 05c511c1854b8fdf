-- COUNT(DISTINCT), beside others.
CREATE TABLE orders (order_id STRING, ts TIMESTAMP(3), user_id STRING, category STRING, quantity INT, amount DECIMAL(10, 2),
  WATERMARK FOR ts AS ts - INTERVAL '5' SECOND)
WITH ('connector' = 'filesystem', 'path' = 'data/orders.json', 'format' = 'json');
SELECT COUNT(DISTINCT user_id) AS u, COUNT(DISTINCT category) AS c, COUNT(*) AS n FROM orders;
