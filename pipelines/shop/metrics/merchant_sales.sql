-- @title 今日商家销售 | Sales by merchant
-- @unit CNY
-- @chart rank
CREATE VIEW merchant_sales AS
SELECT CAST(ts AS DATE) AS sale_day, merchant, SUM(amount) AS sales, COUNT(*) AS orders
FROM orders
GROUP BY CAST(ts AS DATE), merchant;
