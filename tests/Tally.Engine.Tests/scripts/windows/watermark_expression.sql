-- A watermark may be any expression; here every row is late but the first of its minute.
CREATE TABLE orders (order_id STRING, ts TIMESTAMP(3), quantity INT, WATERMARK FOR ts AS CAST(FLOOR(ts TO MINUTE) AS TIMESTAMP(3)) + INTERVAL '1' HOUR)
WITH ('connector' = 'filesystem', 'path' = 'data/orders.json', 'format' = 'json');
SELECT window_start, COUNT(*) AS n FROM TABLE(TUMBLE(TABLE orders, DESCRIPTOR(ts), INTERVAL '1' MINUTE)) GROUP BY window_start, window_end;
