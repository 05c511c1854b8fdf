-- @title 商品累计销售 | Sales by product
-- @unit CNY
-- @chart rank
CREATE VIEW product_sales AS
SELECT CAST(ts AS DATE) AS sale_day, product_id, SUM(amount) AS sales, SUM(quantity) AS items
FROM orders
GROUP BY CAST(ts AS DATE), product_id;
