-- LIKE takes over columns, watermark and options.
CREATE TABLE orders (order_id STRING, ts TIMESTAMP(3), user_id STRING, category STRING, quantity INT, amount DECIMAL(10, 2),
  WATERMARK FOR ts AS ts - INTERVAL '5' SECOND)
WITH ('connector' = 'filesystem', 'path' = 'data/orders.json', 'format' = 'json');
CREATE TABLE same LIKE orders;
SELECT window_start, COUNT(*) AS n FROM TABLE(TUMBLE(TABLE same, DESCRIPTOR(ts), INTERVAL '1' HOUR)) GROUP BY window_start, window_end;
