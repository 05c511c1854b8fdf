-- @title 性别占比 | Sales by gender
-- @unit CNY
-- @chart pie
CREATE VIEW gender_share AS
SELECT window_start, window_end, gender, SUM(amount) AS sales, COUNT(*) AS orders
FROM CUMULATE(TABLE orders, DESCRIPTOR(ts), INTERVAL '1' MINUTE, INTERVAL '1' DAY)
GROUP BY window_start, window_end, gender;
