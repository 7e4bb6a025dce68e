-- OVER ROWS with a bound: the last so many rows in order of time, then of arrival.
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

CREATE TABLE answer (id INT, `user` STRING, n BIGINT, filled BIGINT, total DECIMAL(38, 2), low STRING, high STRING, items INT)
WITH ('connector' = 'print');

INSERT INTO answer
SELECT id, `user`, COUNT(*) OVER w, COUNT(amount) OVER w, SUM(amount) OVER w, MIN(card) OVER w, MAX(card) OVER w, SUM(DISTINCT items) OVER w
FROM payments
WINDOW w AS (PARTITION BY `user` ORDER BY ts ROWS BETWEEN 3 PRECEDING AND CURRENT ROW);
