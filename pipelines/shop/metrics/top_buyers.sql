-- @title 今日消费十强 | Top buyers
-- @unit spent CNY, orders 单 | orders
-- @chart rank
-- @place 5 25 4 12
CREATE VIEW top_buyers AS
SELECT sale_day, user_id, spent, orders, rn
FROM (
  SELECT *, ROW_NUMBER() OVER (PARTITION BY sale_day ORDER BY spent DESC, user_id) AS rn
  FROM (
    SELECT CAST(ts AS DATE) AS sale_day, user_id, SUM(amount) AS spent, COUNT(*) AS orders
    FROM orders
    GROUP BY CAST(ts AS DATE), user_id
  )
)
WHERE rn <= 10;
