-- @title Tables of every kind
-- @unit rows
CREATE TABLE deliveries (
  id INT NOT NULL COMMENT 'the number on the parcel', `at` TIMESTAMP(3), weight DOUBLE PRECISION, fee DEC(8, 2), note VARCHAR(40) NULL,
  box ROW<w INT, h INT NOT NULL, label ROW<code CHAR(4)>>, stops ARRAY<ROW<city STRING, hour_of_day INT>>, tags MAP<STRING, ARRAY<BIGINT>>,
  flags MULTISET<STRING>, raw_bytes VARBINARY(16), photo BYTES, day_of DATE, clock TIME(0), seen TIMESTAMP(3) WITH LOCAL TIME ZONE,
  sent TIMESTAMP_LTZ(3) METADATA FROM 'timestamp' VIRTUAL, `partition` INT METADATA, twice AS id * 2 COMMENT 'computed', old_style INT ARRAY,
  PRIMARY KEY (id) NOT ENFORCED,
  WATERMARK FOR `at` AS `at` - INTERVAL '5' SECOND
) COMMENT 'parcels' WITH ('connector' = 'filesystem', 'path' = 'data/d.json', 'format' = 'json', 'json.ignore-parse-errors' = 'true');
CREATE TEMPORARY TABLE IF NOT EXISTS heavy (extra AS weight * 1.5, CONSTRAINT pk PRIMARY KEY (id) NOT ENFORCED)
WITH ('path' = 'data/h.json') LIKE deliveries (INCLUDING ALL EXCLUDING CONSTRAINTS OVERWRITING OPTIONS);
CREATE TABLE sink (id BIGINT PRIMARY KEY NOT ENFORCED, n BIGINT) WITH ('connector' = 'blackhole');
SET 'table.local-time-zone' = 'Asia/Shanghai';
SET table.exec.state.ttl = 2 d;
SET;
RESET 'table.local-time-zone';
RESET;
SHOW TABLES; SHOW VIEWS; SHOW FUNCTIONS; SHOW CREATE TABLE deliveries; DESCRIBE heavy; DESC sink;
CREATE VIEW IF NOT EXISTS v (a, b COMMENT 'second') COMMENT 'two columns' AS SELECT id, fee FROM deliveries;
CREATE TEMPORARY VIEW w AS (SELECT a FROM v) UNION ALL (SELECT b FROM v LIMIT 3);
INSERT INTO sink (id, n) SELECT id, COUNT(*) FROM deliveries GROUP BY id;
INSERT INTO sink /*+ OPTIONS('x' = 'y') */ VALUES (1, 2), (3, 4);
EXECUTE STATEMENT SET BEGIN INSERT INTO sink SELECT 1, 2; INSERT INTO sink SELECT a, b FROM v; END;
BEGIN STATEMENT SET; INSERT INTO sink SELECT 1, 2; END;
EXPLAIN SELECT 1; EXPLAIN PLAN FOR INSERT INTO sink SELECT 1, 2; EXPLAIN ESTIMATED_COST, CHANGELOG_MODE SELECT a FROM v;
EXPLAIN STATEMENT SET BEGIN INSERT INTO sink SELECT 1, 2; END;
DROP VIEW w; DROP VIEW IF EXISTS v; DROP TABLE heavy; DROP TEMPORARY TABLE IF EXISTS gone;
