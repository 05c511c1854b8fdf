-- @title 今日品类销售 | Sales by category
-- @unit sales CNY, items 件 | items
-- @chart bar
-- @screen 更多 | More
CREATE VIEW category_sales AS
SELECT window_start, window_end, category, SUM(amount) AS sales, SUM(quantity) AS items
FROM CUMULATE(TABLE orders, DESCRIPTOR(ts), INTERVAL '1' MINUTE, INTERVAL '1' DAY)
GROUP BY window_start, window_end, category;
