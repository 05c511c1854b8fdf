-- One row without GROUP BY; NULL does not count.
CREATE TABLE orders (order_id STRING, ts TIMESTAMP(3), user_id STRING, category STRING, quantity INT, amount DECIMAL(10, 2),
  WATERMARK FOR ts AS ts - INTERVAL '5' SECOND)
WITH ('connector' = 'filesystem', 'path' = 'data/orders.json', 'format' = 'json');
SELECT COUNT(*) AS n, COUNT(amount) AS a, SUM(amount) AS s, MIN(quantity) AS lo, MAX(quantity) AS hi FROM orders;
