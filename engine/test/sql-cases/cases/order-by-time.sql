-- ORDER BY time lets rows out in order of time; rows of times that have left are late.
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

CREATE TABLE answer (id INT, ts TIMESTAMP(3))
WITH ('connector' = 'print');

INSERT INTO answer
SELECT id, ts FROM payments ORDER BY ts, id DESC;
