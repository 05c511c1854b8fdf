-- @title 每分钟成交额 | GMV per minute
-- @unit gmv CNY, orders 单 | orders, buyers 人 | people
-- @chart line
-- @place 1 1 8 12
CREATE VIEW gmv_minute AS
SELECT window_start, window_end, SUM(amount) AS gmv, COUNT(*) AS orders, COUNT(DISTINCT user_id) AS buyers
FROM TUMBLE(TABLE orders, DESCRIPTOR(ts), INTERVAL '1' MINUTE)
GROUP BY window_start, window_end;
