-- @title 响应状态 | Status codes
-- @unit hits 次 | requests, sent B
-- @chart pie
-- @place 25 19 4 9
CREATE VIEW status_codes AS
SELECT window_start, window_end, status, COUNT(*) AS hits, SUM(bytes_sent) AS sent
FROM TUMBLE(TABLE page_views, DESCRIPTOR(ts), INTERVAL '1' MINUTE)
GROUP BY window_start, window_end, status;
