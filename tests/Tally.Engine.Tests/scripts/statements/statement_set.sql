-- A statement set runs its INSERTs together.
CREATE TABLE orders (order_id STRING, ts TIMESTAMP(3), user_id STRING, category STRING, quantity INT, amount DECIMAL(10, 2),
  WATERMARK FOR ts AS ts - INTERVAL '5' SECOND)
WITH ('connector' = 'filesystem', 'path' = 'data/orders.json', 'format' = 'json');
CREATE TABLE nowhere (id STRING) WITH ('connector' = 'blackhole');
CREATE TABLE printed (n BIGINT) WITH ('connector' = 'print');
EXECUTE STATEMENT SET
BEGIN
  INSERT INTO nowhere SELECT order_id FROM orders;
  INSERT INTO printed SELECT COUNT(*) FROM orders;
END;
SELECT COUNT(*) AS n FROM orders;
