-- @title 今日品牌销售 | Sales by brand
-- @unit CNY
-- @chart bar
CREATE VIEW brand_sales AS
SELECT window_start, window_end, brand, SUM(quantity) AS items, SUM(amount) AS sales
FROM CUMULATE(TABLE orders, DESCRIPTOR(ts), INTERVAL '1' MINUTE, INTERVAL '1' DAY)
GROUP BY window_start, window_end, brand;
