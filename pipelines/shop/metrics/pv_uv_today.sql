-- @title 今日访问 | Visits today
-- @unit pv 次 | views, uv 人 | people
-- @chart number
-- @place 15 11 6 5
CREATE VIEW pv_uv_today AS
SELECT window_start, window_end, COUNT(*) AS pv, COUNT(DISTINCT ip) AS uv
FROM CUMULATE(TABLE page_views, DESCRIPTOR(ts), INTERVAL '1' MINUTE, INTERVAL '1' DAY)
GROUP BY window_start, window_end;
