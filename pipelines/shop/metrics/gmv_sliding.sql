-- @title 近十分钟成交额 | GMV of 10 minutes
-- @unit gmv CNY, orders 单 | orders
-- @chart line
-- @place 9 30 12 7
CREATE VIEW gmv_sliding AS
SELECT window_start, window_end, SUM(amount) AS gmv, COUNT(*) AS orders
FROM HOP(TABLE orders, DESCRIPTOR(ts), INTERVAL '2' MINUTE, INTERVAL '10' MINUTE)
GROUP BY window_start, window_end;
