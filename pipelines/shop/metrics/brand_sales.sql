-- @title 今日品牌销售 | Sales by brand
-- @unit sales CNY, items 件 | items
-- @chart bar
-- @place 5 13 4 12
CREATE VIEW brand_sales AS
SELECT window_start, window_end, brand, SUM(amount) AS sales, SUM(quantity) AS items
FROM CUMULATE(TABLE orders, DESCRIPTOR(ts), INTERVAL '1' MINUTE, INTERVAL '1' DAY)
GROUP BY window_start, window_end, brand;
