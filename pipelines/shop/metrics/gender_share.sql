-- @title 性别占比 | Sales by gender
-- @unit sales CNY, orders 单 | orders
-- @chart pie
-- @place 25 10 4 9
CREATE VIEW gender_share AS
SELECT part.window_start, part.window_end, part.gender, part.sales, part.orders, CAST(part.sales / NULLIF(whole.sales, 0) AS DECIMAL(7, 6)) AS share
FROM (
  SELECT window_start, window_end, gender, SUM(amount) AS sales, COUNT(*) AS orders
  FROM CUMULATE(TABLE orders, DESCRIPTOR(ts), INTERVAL '1' MINUTE, INTERVAL '1' DAY)
  GROUP BY window_start, window_end, gender
) AS part
JOIN (
  SELECT window_start, window_end, SUM(amount) AS sales
  FROM CUMULATE(TABLE orders, DESCRIPTOR(ts), INTERVAL '1' MINUTE, INTERVAL '1' DAY)
  GROUP BY window_start, window_end
) AS whole
ON part.window_start = whole.window_start AND part.window_end = whole.window_end;
