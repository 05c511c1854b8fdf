-- @title 今日成交额 | GMV today
-- @unit gmv CNY, orders 单 | orders, items 件 | items
-- @chart number
-- @place 9 1 12 10
CREATE VIEW gmv_today AS
SELECT window_start, window_end, SUM(amount) AS gmv, COUNT(*) AS orders, SUM(quantity) AS items
FROM CUMULATE(TABLE orders, DESCRIPTOR(ts), INTERVAL '1' MINUTE, INTERVAL '1' DAY)
GROUP BY window_start, window_end;
