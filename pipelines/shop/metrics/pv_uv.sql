-- @title 每分钟访问 | Page views and visitors
-- @unit pv 次 | views, uv 人 | people
-- @chart line
-- @place 21 1 8 9
CREATE VIEW pv_uv AS
SELECT window_start, window_end, COUNT(*) AS pv, COUNT(DISTINCT ip) AS uv
FROM TUMBLE(TABLE page_views, DESCRIPTOR(ts), INTERVAL '1' MINUTE)
GROUP BY window_start, window_end;
