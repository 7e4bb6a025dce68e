-- LAG looks back over rows in order of time: by an offset, with a default.
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

CREATE TABLE answer (id INT, `user` STRING, a DECIMAL(10, 2), b STRING, c INT, d INT)
WITH ('connector' = 'print');

INSERT INTO answer
SELECT id, `user`, LAG(amount) OVER w, LAG(card, 2) OVER w, LAG(items, 3, id) OVER w, LAG(id, 0) OVER w
FROM payments
WINDOW w AS (PARTITION BY `user` ORDER BY ts);
