-- NULL in a NOT NULL column stops the query.
CREATE TABLE t (order_id STRING, amount DECIMAL(10, 2) NOT NULL) WITH ('connector' = 'filesystem', 'path' = 'data/orders.json', 'format' = 'json');
SELECT amount FROM t;
