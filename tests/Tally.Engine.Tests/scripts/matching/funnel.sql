-- Rows are taken in the order of their times, whatever order they came in; the view that comes too late is left out.
CREATE TABLE clicks (buyer STRING, kind STRING, sku STRING, n INT, ts TIMESTAMP(3), WATERMARK FOR ts AS ts - INTERVAL '15' SECOND)
WITH ('connector' = 'filesystem', 'path' = 'data/clicks.json', 'format' = 'json');
SELECT * FROM clicks MATCH_RECOGNIZE (
  PARTITION BY buyer ORDER BY ts
  MEASURES FIRST(V.sku) AS first_sku, COUNT(*) AS steps, SUM(V.n) AS seen, B.ts AS paid
  ONE ROW PER MATCH AFTER MATCH SKIP PAST LAST ROW
  PATTERN (V+ C? B)
  DEFINE V AS V.kind = 'view', C AS C.kind = 'cart', B AS B.kind = 'pay');
