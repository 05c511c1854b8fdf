-- @title 热门页面 | Top pages
-- @unit pv 次 | views, uv 人 | people
-- @chart table
-- @place 21 28 8 9
CREATE VIEW top_pages AS
SELECT window_start, window_end, path, pv, uv, rn
FROM (
  SELECT *, ROW_NUMBER() OVER (PARTITION BY window_start, window_end ORDER BY pv DESC, path) AS rn
  FROM (
    SELECT window_start, window_end, path, COUNT(*) AS pv, COUNT(DISTINCT ip) AS uv
    FROM CUMULATE(TABLE page_views, DESCRIPTOR(ts), INTERVAL '1' MINUTE, INTERVAL '1' HOUR)
    GROUP BY window_start, window_end, path
  )
)
WHERE rn <= 10;
