-- The first row of each key by event time, known when the watermark has reached it.
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

CREATE TABLE answer (`user` STRING, items INT, id INT)
WITH ('connector' = 'print');

INSERT INTO answer
SELECT `user`, items, id FROM (
  SELECT *, ROW_NUMBER() OVER (PARTITION BY `user`, items ORDER BY ts) AS oldest FROM payments
) WHERE oldest = 1;
