-- @title 每分钟成交额 | GMV per minute
-- @unit CNY
-- @chart line
CREATE VIEW gmv_minute AS
SELECT window_start, window_end, SUM(amount) AS gmv, COUNT(*) AS orders, COUNT(DISTINCT user_id) AS buyers
FROM TUMBLE(TABLE orders, DESCRIPTOR(ts), INTERVAL '1' MINUTE)
GROUP BY window_start, window_end;
