-- The last row of each key by event time; of one time the later arrival.
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

CREATE TABLE answer (card STRING, ts TIMESTAMP(3), id INT, amount DECIMAL(10, 2), PRIMARY KEY (card) NOT ENFORCED)
WITH ('connector' = 'print');

INSERT INTO answer
SELECT COALESCE(card, 'none'), ts, id, amount FROM (
  SELECT *, ROW_NUMBER() OVER (PARTITION BY card ORDER BY ts DESC) AS newest FROM payments
) WHERE newest = 1;
