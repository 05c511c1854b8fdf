-- Only columns that are read are converted.
CREATE TABLE t (order_id STRING, quantity STRING, amount INT) WITH ('connector' = 'filesystem', 'path' = 'data/orders.json', 'format' = 'json');
SELECT COUNT(order_id) AS n FROM t;
