-- The twelve metrics of the shop pipeline, all over one stream of orders.

CREATE VIEW gmv_minute AS
SELECT window_start, window_end, SUM(amount) AS gmv, COUNT(*) AS orders, COUNT(DISTINCT user_id) AS buyers
FROM TUMBLE(TABLE orders, DESCRIPTOR(ts), INTERVAL '1' MINUTE) GROUP BY window_start, window_end;

CREATE VIEW gmv_sliding AS
SELECT window_start, window_end, SUM(amount) AS gmv, COUNT(*) AS orders
FROM HOP(TABLE orders, DESCRIPTOR(ts), INTERVAL '2' MINUTE, INTERVAL '10' MINUTE) GROUP BY window_start, window_end;

CREATE VIEW gmv_today AS
SELECT window_start, window_end, SUM(amount) AS gmv, COUNT(*) AS orders, SUM(quantity) AS items
FROM CUMULATE(TABLE orders, DESCRIPTOR(ts), INTERVAL '1' MINUTE, INTERVAL '1' DAY) GROUP BY window_start, window_end;

CREATE VIEW product_today AS
SELECT CAST(ts AS DATE) AS sale_day, product_id, SUM(amount) AS sales, SUM(quantity) AS items
FROM orders GROUP BY CAST(ts AS DATE), product_id;

CREATE VIEW product_minute AS
SELECT window_start, window_end, product_id, SUM(amount) AS sales, SUM(quantity) AS items
FROM TUMBLE(TABLE orders, DESCRIPTOR(ts), INTERVAL '1' MINUTE) GROUP BY window_start, window_end, product_id;

CREATE VIEW category_rank AS
SELECT * FROM (SELECT *, ROW_NUMBER() OVER (PARTITION BY window_start, window_end ORDER BY items DESC, category) AS rn FROM (
  SELECT window_start, window_end, category, SUM(quantity) AS items, SUM(amount) AS sales
  FROM TUMBLE(TABLE orders, DESCRIPTOR(ts), INTERVAL '1' MINUTE) GROUP BY window_start, window_end, category)) WHERE rn <= 10;

CREATE VIEW brand_today AS
SELECT window_start, window_end, brand, SUM(amount) AS sales, SUM(quantity) AS items
FROM CUMULATE(TABLE orders, DESCRIPTOR(ts), INTERVAL '1' MINUTE, INTERVAL '1' DAY) GROUP BY window_start, window_end, brand;

CREATE VIEW top_buyers AS
SELECT * FROM (SELECT *, ROW_NUMBER() OVER (PARTITION BY sale_day ORDER BY spent DESC, user_id) AS rn FROM (
  SELECT CAST(ts AS DATE) AS sale_day, user_id, SUM(amount) AS spent, COUNT(*) AS orders
  FROM orders GROUP BY CAST(ts AS DATE), user_id)) WHERE rn <= 10;

CREATE VIEW gender_today AS
SELECT window_start, window_end, gender, SUM(amount) AS sales, COUNT(*) AS orders
FROM CUMULATE(TABLE orders, DESCRIPTOR(ts), INTERVAL '1' MINUTE, INTERVAL '1' DAY) GROUP BY window_start, window_end, gender;

CREATE VIEW product_gender AS
SELECT window_start, window_end, product_id, gender, SUM(quantity) AS items
FROM TUMBLE(TABLE orders, DESCRIPTOR(ts), INTERVAL '10' MINUTE) GROUP BY window_start, window_end, product_id, gender;

CREATE VIEW merchant_today AS
SELECT CAST(ts AS DATE) AS sale_day, merchant, SUM(amount) AS sales
FROM orders GROUP BY CAST(ts AS DATE), merchant;

CREATE VIEW province_today AS
SELECT window_start, window_end, province, SUM(amount) AS sales, COUNT(*) AS orders
FROM CUMULATE(TABLE orders, DESCRIPTOR(ts), INTERVAL '1' MINUTE, INTERVAL '1' DAY) GROUP BY window_start, window_end, province;
