-- A computed column that fails names the line.
CREATE TABLE t (order_id STRING, quantity INT, r AS 10 / (quantity - 2)) WITH ('connector' = 'filesystem', 'path' = 'data/orders.json', 'format' = 'json');
SELECT r FROM t;
