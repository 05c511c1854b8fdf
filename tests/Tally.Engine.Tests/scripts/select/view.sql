-- Views are inlined, also views of views.
CREATE TABLE orders (order_id STRING, ts TIMESTAMP(3), user_id STRING, category STRING, quantity INT, amount DECIMAL(10, 2),
  WATERMARK FOR ts AS ts - INTERVAL '5' SECOND)
WITH ('connector' = 'filesystem', 'path' = 'data/orders.json', 'format' = 'json');
CREATE VIEW big AS SELECT order_id, amount FROM orders WHERE amount > 45;
CREATE VIEW big_ids (id) AS SELECT order_id FROM big;
SELECT id FROM big_ids;
