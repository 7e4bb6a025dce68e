-- OVER RANGE with a bound: rows of one time share a result, NULL keys are a key, too late rows go.
CREATE TABLE payments (
  id INT,
  ts TIMESTAMP(3),
  ip STRING,
  `user` STRING,
  card STRING,
  amount DECIMAL(10, 2),
  items INT,
  rate DOUBLE,
  ok BOOLEAN,
  WATERMARK FOR ts AS ts - INTERVAL '4' SECOND
) WITH ('connector' = 'filesystem', 'path' = '${inputs}/payments.json', 'format' = 'json', 'scan.watermark.emit.strategy' = 'on-event');

CREATE TABLE answer (id INT, ip STRING, n BIGINT, total DECIMAL(38, 2), items INT, low DECIMAL(10, 2), high DECIMAL(10, 2), cards BIGINT)
WITH ('connector' = 'print');

INSERT INTO answer
SELECT id, ip, COUNT(*) OVER w, SUM(amount) OVER w, SUM(items) OVER w, MIN(amount) OVER w, MAX(amount) OVER w, COUNT(DISTINCT card) OVER w
FROM payments
WINDOW w AS (PARTITION BY ip ORDER BY ts RANGE BETWEEN INTERVAL '10' SECOND PRECEDING AND CURRENT ROW);
