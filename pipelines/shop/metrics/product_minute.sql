-- @title 商品每分钟销售 | Products of the minute
-- @unit sales CNY, items 件 | items
-- @chart rank
-- @screen 更多 | More
CREATE VIEW product_minute AS
SELECT window_start, window_end, product_id, SUM(amount) AS sales, SUM(quantity) AS items
FROM TUMBLE(TABLE orders, DESCRIPTOR(ts), INTERVAL '1' MINUTE)
GROUP BY window_start, window_end, product_id;
