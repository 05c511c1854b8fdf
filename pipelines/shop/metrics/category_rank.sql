-- @title 品类排行 | Categories by quantity
-- @unit items 件 | items, sales CNY
-- @chart rank
-- @place 1 13 4 12
CREATE VIEW category_rank AS
SELECT window_start, window_end, category, items, sales, rn
FROM (
  SELECT *, ROW_NUMBER() OVER (PARTITION BY window_start, window_end ORDER BY items DESC, category) AS rn
  FROM (
    SELECT window_start, window_end, category, SUM(quantity) AS items, SUM(amount) AS sales
    FROM TUMBLE(TABLE orders, DESCRIPTOR(ts), INTERVAL '1' MINUTE)
    GROUP BY window_start, window_end, category
  )
)
WHERE rn <= 10;
