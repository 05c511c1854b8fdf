-- @title 今日商家销售 | Sales by merchant
-- @unit sales CNY, orders 单 | orders
-- @chart rank
-- @screen 更多 | More
CREATE VIEW merchant_sales AS
SELECT CAST(ts AS DATE) AS sale_day, merchant, SUM(amount) AS sales, COUNT(*) AS orders
FROM orders
GROUP BY CAST(ts AS DATE), merchant;
