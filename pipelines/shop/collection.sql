-- Collection: tails the shop's log files into the topics of the log. Paths start at the working directory.
CREATE TABLE order_file (
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
  amount DECIMAL(12, 2)
) WITH ('connector' = 'tail', 'path' = 'logs/orders.log*', 'format' = 'json');

CREATE TABLE access_file (
  ts TIMESTAMP_LTZ(3),
  ip STRING,
  user_id STRING,
  `method` STRING,
  path STRING,
  status INT,
  bytes_sent BIGINT,
  referer STRING,
  user_agent STRING
) WITH ('connector' = 'tail', 'path' = 'logs/access.log*', 'format' = 'access-log', 'access-log.pattern' = 'combined');

CREATE TABLE order_log_file (
  orderNumber STRING,
  orderDate TIMESTAMP(3),
  merchantName STRING,
  sku ARRAY<ROW<skuName STRING, skuNum INT, skuCode STRING, skuPrice DECIMAL(10, 2), totalSkuPrice DECIMAL(12, 2)>>,
  price ROW<totalPrice DECIMAL(12, 2), discount DECIMAL(12, 2), paymentPrice DECIMAL(12, 2)>
) WITH ('connector' = 'tail', 'path' = 'logs/order-log.log*', 'format' = 'order-log');

INSERT INTO orders SELECT * FROM order_file;

-- Pages only: pictures, scripts and styles are left out.
INSERT INTO page_views SELECT * FROM access_file WHERE path NOT LIKE '/static/%';

INSERT INTO order_log SELECT * FROM order_log_file;
