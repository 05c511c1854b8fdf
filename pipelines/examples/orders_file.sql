-- The stream of orders as a file: any metric of the shop runs over it. The path starts at the working directory.
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
  WATERMARK FOR ts AS ts - INTERVAL '5' SECOND
) WITH ('connector' = 'filesystem', 'path' = 'orders.json', 'format' = 'json');
