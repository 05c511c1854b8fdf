-- @title 商品与性别 | Products by gender
-- @unit items 件 | items
-- @chart stack
-- @place 21 19 4 9
CREATE VIEW product_gender AS
SELECT window_start, window_end, product_id, gender, SUM(quantity) AS items
FROM TUMBLE(TABLE orders, DESCRIPTOR(ts), INTERVAL '10' MINUTE)
GROUP BY window_start, window_end, product_id, gender;
