-- Top-N over an updating input.
CREATE TABLE orders (order_id STRING, ts TIMESTAMP(3), user_id STRING, category STRING, quantity INT, amount DECIMAL(10, 2),
  WATERMARK FOR ts AS ts - INTERVAL '5' SECOND)
WITH ('connector' = 'filesystem', 'path' = 'data/orders.json', 'format' = 'json');
SELECT category, q FROM (SELECT *, ROW_NUMBER() OVER (ORDER BY q DESC) AS rn FROM (SELECT category, SUM(quantity) AS q FROM orders GROUP BY category)) WHERE rn <= 2;
