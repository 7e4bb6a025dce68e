-- Ranks from 2 to 4, with and without their numbers.
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

CREATE TABLE answer (kind STRING, card STRING, place BIGINT, id INT, amount DECIMAL(10, 2))
WITH ('connector' = 'print');

INSERT INTO answer
SELECT 'ranked', card, place, id, amount FROM (
  SELECT *, ROW_NUMBER() OVER (PARTITION BY card ORDER BY amount DESC) AS place FROM payments
) WHERE place BETWEEN 2 AND 4
UNION ALL
SELECT 'rows', card, CAST(NULL AS BIGINT), id, amount FROM (
  SELECT *, ROW_NUMBER() OVER (PARTITION BY card ORDER BY amount DESC) AS place FROM payments
) WHERE place >= 2 AND place < 5
UNION ALL
SELECT 'third', card, place, id, amount FROM (
  SELECT *, ROW_NUMBER() OVER (PARTITION BY card ORDER BY id DESC) AS place FROM payments
) WHERE place = 3;
