-- OVER ROWS UNBOUNDED PRECEDING numbers and sums row by row, over the whole stream.
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

CREATE TABLE answer (id INT, place BIGINT, total DECIMAL(38, 2), high DECIMAL(10, 2), oks BIGINT)
WITH ('connector' = 'print');

INSERT INTO answer
SELECT id, ROW_NUMBER() OVER (ORDER BY ts), SUM(amount) OVER w, MAX(amount) OVER w, COUNT(ok) OVER w
FROM payments
WINDOW w AS (ORDER BY ts ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW);
