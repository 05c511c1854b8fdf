-- The next match begins at the last row of a variable.
CREATE TABLE clicks (buyer STRING, kind STRING, sku STRING, n INT, ts TIMESTAMP(3), WATERMARK FOR ts AS ts - INTERVAL '15' SECOND)
WITH ('connector' = 'filesystem', 'path' = 'data/clicks.json', 'format' = 'json');
SELECT * FROM clicks MATCH_RECOGNIZE (
  ORDER BY ts
  MEASURES A.n AS a, LAST(X.n) AS x
  ONE ROW PER MATCH AFTER MATCH SKIP TO LAST X
  PATTERN (A X{2})
  DEFINE X AS X.n > A.n);
