-- INSERT INTO runs; the query after it is not affected.
CREATE TABLE orders (order_id STRING, ts TIMESTAMP(3), user_id STRING, category STRING, quantity INT, amount DECIMAL(10, 2),
  WATERMARK FOR ts AS ts - INTERVAL '5' SECOND)
WITH ('connector' = 'filesystem', 'path' = 'data/orders.json', 'format' = 'json');
CREATE TABLE nowhere (id STRING, q BIGINT) WITH ('connector' = 'blackhole');
INSERT INTO nowhere SELECT order_id, quantity FROM orders;
SELECT COUNT(*) AS n FROM orders;
