-- AVG and the spreads OVER a frame, each in its argument’s kind of number.
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

CREATE TABLE answer (id INT, a INT, b DECIMAL(38, 6), c DOUBLE, d INT, e DECIMAL(38, 6), f DOUBLE, g INT, h DOUBLE)
WITH ('connector' = 'print');

INSERT INTO answer
SELECT id, AVG(items) OVER w, AVG(amount) OVER w, AVG(rate) OVER w, STDDEV_POP(items) OVER w, VAR_POP(amount) OVER w, VAR_SAMP(rate) OVER w, VAR_SAMP(items) OVER w, STDDEV_SAMP(rate) OVER w
FROM payments
WINDOW w AS (PARTITION BY `user` ORDER BY ts ROWS BETWEEN 4 PRECEDING AND CURRENT ROW);
