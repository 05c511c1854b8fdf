-- WITHIN is exclusive: the 60 seconds from cart to pay of bob are too long, the 55 of ann are not.
CREATE TABLE clicks (buyer STRING, kind STRING, sku STRING, n INT, ts TIMESTAMP(3), WATERMARK FOR ts AS ts - INTERVAL '15' SECOND)
WITH ('connector' = 'filesystem', 'path' = 'data/clicks.json', 'format' = 'json');
SELECT * FROM clicks MATCH_RECOGNIZE (
  PARTITION BY buyer ORDER BY ts
  MEASURES C.ts AS carted, MATCH_ROWTIME() AS done
  ONE ROW PER MATCH AFTER MATCH SKIP TO NEXT ROW
  PATTERN (C B) WITHIN INTERVAL '1' MINUTE
  DEFINE C AS C.kind = 'cart', B AS B.kind = 'pay');
