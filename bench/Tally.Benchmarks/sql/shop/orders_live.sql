-- Orders from the embedded log, for ever.
SET 'table.local-time-zone' = 'Asia/Shanghai';

CREATE TABLE orders (
  order_id STRING,
  ts TIMESTAMP_LTZ(3),
  user_id STRING,
  gender STRING,
  product_id STRING,
  category STRING,
  brand STRING,
  merchant STRING,
  province STRING,
  quantity INT,
  amount DECIMAL(12, 2),
  WATERMARK FOR ts AS ts - INTERVAL '2' SECOND
) WITH ('connector' = 'log', 'topic' = 'orders', 'format' = 'json');
