-- QUALIFY asks about an OVER aggregate; expressions as keys, arguments and around the calls.
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

CREATE TABLE answer (id INT, k INT, total DECIMAL(38, 2), share DECIMAL(38, 6))
WITH ('connector' = 'print');

INSERT INTO answer
SELECT id, MOD(id, 3), SUM(amount * 2) OVER w + 1, CAST(amount / SUM(amount) OVER w AS DECIMAL(38, 6))
FROM payments
WHERE amount > 0
WINDOW w AS (PARTITION BY MOD(id, 3) ORDER BY ts ROWS 5 PRECEDING)
QUALIFY COUNT(*) OVER w > 3;
