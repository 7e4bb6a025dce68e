-- Top-N of a stream with its ranks, in which rows move down.
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

CREATE TABLE answer (card STRING, place BIGINT, id INT, amount DECIMAL(10, 2), PRIMARY KEY (card, place) NOT ENFORCED)
WITH ('connector' = 'print');

INSERT INTO answer
SELECT COALESCE(card, 'none'), place, id, amount FROM (
  SELECT *, ROW_NUMBER() OVER (PARTITION BY card ORDER BY amount DESC, items DESC NULLS LAST) AS place FROM payments
) WHERE place <= 4;
