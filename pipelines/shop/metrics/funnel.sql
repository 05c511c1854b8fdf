-- @title 转化漏斗 | Funnel
-- @unit viewed 人 | people, carted 人 | people, ordered 人 | people, paid 人 | people
-- @chart funnel
-- @place 21 10 4 9
CREATE VIEW funnel AS
SELECT window_start, window_end,
  COUNT(DISTINCT ip) FILTER (WHERE path LIKE '/product/%') AS viewed,
  COUNT(DISTINCT ip) FILTER (WHERE path LIKE '/cart%') AS carted,
  COUNT(DISTINCT ip) FILTER (WHERE path LIKE '/order%') AS ordered,
  COUNT(DISTINCT ip) FILTER (WHERE path LIKE '/pay%') AS paid
FROM CUMULATE(TABLE page_views, DESCRIPTOR(ts), INTERVAL '1' MINUTE, INTERVAL '1' DAY)
GROUP BY window_start, window_end;
