-- OVER without a frame: all rows up to the present time, those of the same time included.
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

CREATE TABLE answer (id INT, `user` STRING, n BIGINT, total DECIMAL(38, 2), low DOUBLE, first_card STRING, last_card STRING, cards BIGINT)
WITH ('connector' = 'print');

INSERT INTO answer
SELECT id, `user`, COUNT(*) OVER w, SUM(amount) OVER w, MIN(rate) OVER w, FIRST_VALUE(card) OVER w, LAST_VALUE(card) OVER w, COUNT(DISTINCT card) OVER w
FROM payments
WINDOW w AS (PARTITION BY `user` ORDER BY ts);
