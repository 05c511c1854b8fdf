-- The shop's streams: what every metric reads. A metric names only the stream, so it also runs over any table of the same shape.
SET 'table.local-time-zone' = 'Asia/Shanghai';
-- Totals of a day are kept for two days after their last change.
SET 'table.exec.state.ttl' = '2 d';

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
) WITH ('connector' = 'log', 'topic' = 'orders', 'format' = 'json');

CREATE TABLE page_views (
  ts TIMESTAMP_LTZ(3),
  ip STRING,
  user_id STRING,
  `method` STRING,
  path STRING,
  status INT,
  bytes_sent BIGINT,
  referer STRING,
  user_agent STRING,
  WATERMARK FOR ts AS ts - INTERVAL '5' SECOND
) WITH ('connector' = 'log', 'topic' = 'page_views', 'format' = 'json');

-- Orders of the older shop system, one line an order with a list of its articles.
CREATE TABLE order_log (
  orderNumber STRING,
  orderDate TIMESTAMP(3),
  merchantName STRING,
  sku ARRAY<ROW<skuName STRING, skuNum INT, skuCode STRING, skuPrice DECIMAL(10, 2), totalSkuPrice DECIMAL(12, 2)>>,
  price ROW<totalPrice DECIMAL(12, 2), discount DECIMAL(12, 2), paymentPrice DECIMAL(12, 2)>,
  WATERMARK FOR orderDate AS orderDate - INTERVAL '5' SECOND
) WITH ('connector' = 'log', 'topic' = 'order_log', 'format' = 'json');
