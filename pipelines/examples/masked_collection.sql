-- Collection that masks, filters and routes: several topics from one file. Everything below is Flink's SQL; on a Flink cluster 'tail' becomes a
-- source of your choice and 'log' becomes 'kafka'. Paths start at the working directory.
--
-- The hash is keyed: without the key nobody can hash all 4 billion addresses and compare. The same visitor keeps the same hash, so that
-- COUNT(DISTINCT visitor) still counts visitors. Keep this file as you keep a password, and change the key to forget who was who.
CREATE TABLE access_file (
  ts TIMESTAMP_LTZ(3),
  ip STRING,
  user_id STRING,
  `method` STRING,
  path STRING,
  status INT,
  bytes_sent BIGINT,
  referer STRING,
  user_agent STRING
) WITH ('connector' = 'tail', 'path' = 'logs/access.log*', 'format' = 'access-log', 'access-log.pattern' = 'combined');

CREATE TABLE page_views_masked (
  ts TIMESTAMP_LTZ(3),
  visitor STRING,
  network STRING,
  user_hash STRING,
  path STRING,
  status INT,
  WATERMARK FOR ts AS ts - INTERVAL '5' SECOND
) WITH ('connector' = 'log', 'topic' = 'page_views_masked', 'format' = 'json');

CREATE TABLE errors_masked (
  ts TIMESTAMP_LTZ(3),
  network STRING,
  path STRING,
  status INT,
  WATERMARK FOR ts AS ts - INTERVAL '5' SECOND
) WITH ('connector' = 'log', 'topic' = 'errors_masked', 'format' = 'json');

EXECUTE STATEMENT SET
BEGIN
  -- Pages: the address as a keyed hash of 16 digits and as its network only, the user as a keyed hash, no search terms behind the path.
  INSERT INTO page_views_masked
  SELECT ts,
    SUBSTRING(SHA256(CONCAT('change this key', ip)), 1, 16),
    REGEXP_REPLACE(ip, '\.[0-9]+$', '.0'),
    SUBSTRING(SHA256(CONCAT('change this key', user_id)), 1, 16),
    SPLIT_INDEX(path, '?', 0),
    status
  FROM access_file
  WHERE path NOT LIKE '/static/%' AND status < 500;

  -- Errors of the server go to a topic of their own, without the visitor.
  INSERT INTO errors_masked
  SELECT ts, REGEXP_REPLACE(ip, '\.[0-9]+$', '.0'), SPLIT_INDEX(path, '?', 0), status
  FROM access_file
  WHERE status >= 500;
END;
