-- Adds Redis and PostgreSQL to the shop; run beside the other files, with or without --log kafka://localhost:9092:
--   tally demo pipelines/shop/with-kafka-redis-postgres --log kafka://localhost:9092
--   tally run pipelines/shop pipelines/shop/with-kafka-redis-postgres
-- A folder whose name begins with "with-" is only run when it is named.
SET 'tally.create-tables' = 'true';

-- Sales per merchant: redis-cli ZRANGE shop:merchant_sales:2025-11-11 0 -1 WITHSCORES
CREATE TABLE redis_merchant_sales (sale_day DATE, merchant STRING, sales DECIMAL(38, 2), PRIMARY KEY (sale_day, merchant) NOT ENFORCED)
WITH ('connector' = 'redis', 'host' = 'localhost', 'data-type' = 'zset', 'key' = 'shop:merchant_sales:{sale_day}', 'ttl' = '2 d');

-- Sales by category: redis-cli HGETALL shop:category_sales:2025-11-11T00:00:00
CREATE TABLE redis_category_sales (window_start TIMESTAMP(3), category STRING, sales DECIMAL(38, 2), PRIMARY KEY (window_start, category) NOT ENFORCED)
WITH ('connector' = 'redis', 'host' = 'localhost', 'data-type' = 'hash', 'key' = 'shop:category_sales:{window_start}', 'ttl' = '2 d');

-- Each minute as a JSON object: redis-cli GET shop:gmv:202511110000
CREATE TABLE redis_gmv_minute (window_start TIMESTAMP(3), gmv DECIMAL(38, 2), orders BIGINT, buyers BIGINT, PRIMARY KEY (window_start) NOT ENFORCED)
WITH ('connector' = 'redis', 'host' = 'localhost', 'data-type' = 'string', 'key' = 'shop:gmv:{window_start:yyyyMMddHHmm}', 'ttl' = '1 d');

-- The whole ranking as one JSON array: redis-cli GET shop:top_buyers:2025-11-11
CREATE TABLE redis_top_buyers (sale_day DATE, rn BIGINT, user_id STRING, spent DECIMAL(38, 2), orders BIGINT, PRIMARY KEY (sale_day, rn) NOT ENFORCED)
WITH ('connector' = 'redis', 'host' = 'localhost', 'data-type' = 'json', 'key' = 'shop:top_buyers:{sale_day}', 'ttl' = '2 d');

CREATE TABLE pg_gmv_minute (window_start TIMESTAMP(3), window_end TIMESTAMP(3), gmv DECIMAL(38, 2), orders BIGINT, buyers BIGINT, PRIMARY KEY (window_start, window_end) NOT ENFORCED)
WITH ('connector' = 'jdbc', 'url' = 'jdbc:postgresql://localhost:5432/tally', 'username' = 'tally', 'password' = 'tally', 'table-name' = 'gmv_minute');

CREATE TABLE pg_merchant_sales (sale_day DATE, merchant STRING, sales DECIMAL(38, 2), orders BIGINT, PRIMARY KEY (sale_day, merchant) NOT ENFORCED)
WITH ('connector' = 'jdbc', 'url' = 'jdbc:postgresql://localhost:5432/tally', 'username' = 'tally', 'password' = 'tally', 'table-name' = 'merchant_sales');

CREATE TABLE pg_top_buyers (sale_day DATE, rn BIGINT, user_id STRING, spent DECIMAL(38, 2), orders BIGINT, PRIMARY KEY (sale_day, rn) NOT ENFORCED)
WITH ('connector' = 'jdbc', 'url' = 'jdbc:postgresql://localhost:5432/tally', 'username' = 'tally', 'password' = 'tally', 'table-name' = 'top_buyers');

INSERT INTO redis_merchant_sales SELECT sale_day, merchant, sales FROM merchant_sales WHERE sale_day IS NOT NULL AND merchant IS NOT NULL;
INSERT INTO redis_category_sales SELECT window_start, category, sales FROM category_sales WHERE category IS NOT NULL;
INSERT INTO redis_gmv_minute SELECT window_start, gmv, orders, buyers FROM gmv_minute;
INSERT INTO redis_top_buyers SELECT sale_day, rn, user_id, spent, orders FROM top_buyers;
INSERT INTO pg_gmv_minute SELECT window_start, window_end, gmv, orders, buyers FROM gmv_minute;
INSERT INTO pg_merchant_sales SELECT sale_day, merchant, sales, orders FROM merchant_sales WHERE sale_day IS NOT NULL AND merchant IS NOT NULL;
INSERT INTO pg_top_buyers SELECT sale_day, rn, user_id, spent, orders FROM top_buyers;
