-- @title 商品累计销售 | Sales by product
-- @unit sales CNY, items 件 | items
-- @chart rank
-- @place 1 25 4 12
CREATE VIEW product_sales AS
SELECT CAST(ts AS DATE) AS sale_day, product_id, SUM(amount) AS sales, SUM(quantity) AS items
FROM orders
GROUP BY CAST(ts AS DATE), product_id;
