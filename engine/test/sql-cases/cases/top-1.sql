-- The best row of each key by a column that is no time; of equals the first stays.
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

CREATE TABLE answer (`user` STRING, id INT, amount DECIMAL(10, 2), PRIMARY KEY (`user`) NOT ENFORCED)
WITH ('connector' = 'print');

INSERT INTO answer
SELECT `user`, id, amount FROM (
  SELECT *, ROW_NUMBER() OVER (PARTITION BY `user` ORDER BY amount DESC) AS place FROM payments
) WHERE place = 1;
