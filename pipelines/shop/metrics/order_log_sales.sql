-- @title 旧系统商品销售 | Articles of the older system
-- @unit pieces 件 | items, sales CNY
-- @chart rank
-- @screen 更多 | More
CREATE VIEW order_log_sales AS
SELECT window_start, window_end, article, SUM(pieces) AS pieces, SUM(total) AS sales
FROM TUMBLE((
  SELECT o.orderDate, s.article, s.pieces, s.total
  FROM order_log AS o CROSS JOIN UNNEST(o.sku) AS s (article, pieces, code, price, total)
), DESCRIPTOR(orderDate), INTERVAL '1' MINUTE)
GROUP BY window_start, window_end, article;
