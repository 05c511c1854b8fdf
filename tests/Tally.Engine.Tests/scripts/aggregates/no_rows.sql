-- In Flink's streaming mode a global aggregate over no rows gives no row.
SET 'execution.runtime-mode' = 'streaming';
CREATE TABLE orders (order_id STRING, ts TIMESTAMP(3), user_id STRING, category STRING, quantity INT, amount DECIMAL(10, 2),
  WATERMARK FOR ts AS ts - INTERVAL '5' SECOND)
WITH ('connector' = 'filesystem', 'path' = 'data/orders.json', 'format' = 'json');
SELECT COUNT(*) AS n FROM orders WHERE quantity > 100;
