-- What is remembered of a key goes when its frame has been empty for long: late rows of it count again.
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
  WATERMARK FOR ts AS ts - INTERVAL '0.5' SECOND
) WITH ('connector' = 'filesystem', 'path' = '${inputs}/payments.json', 'format' = 'json', 'scan.watermark.emit.strategy' = 'on-event');

CREATE TABLE answer (id INT, card STRING, n BIGINT, total DECIMAL(38, 2))
WITH ('connector' = 'print');

INSERT INTO answer
SELECT id, card, COUNT(*) OVER w, SUM(amount) OVER w
FROM payments
WINDOW w AS (PARTITION BY card, `user` ORDER BY ts RANGE BETWEEN INTERVAL '2' SECOND PRECEDING AND CURRENT ROW);
