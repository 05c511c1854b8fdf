-- @title 各省销售 | Sales by province
-- @unit sales CNY, orders 单 | orders
-- @chart map
-- @place 9 16 12 14
CREATE VIEW province_sales AS
SELECT window_start, window_end, province, SUM(amount) AS sales, COUNT(*) AS orders
FROM CUMULATE(TABLE orders, DESCRIPTOR(ts), INTERVAL '1' MINUTE, INTERVAL '1' DAY)
GROUP BY window_start, window_end, province;
