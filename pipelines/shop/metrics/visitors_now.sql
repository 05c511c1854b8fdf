-- @title 当前访客 | Visitors now
-- @unit visitors 人 | people
-- @chart number
-- @place 9 11 6 5
CREATE VIEW visitors_now AS
SELECT window_start, window_end, COUNT(DISTINCT ip) AS visitors
FROM HOP(TABLE page_views, DESCRIPTOR(ts), INTERVAL '10' SECOND, INTERVAL '5' MINUTE)
GROUP BY window_start, window_end;
