-- Top-N of a stream without ranks: rows come in and go out; NULLs rank first in ascending order.
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

CREATE TABLE answer (ip STRING, id INT, amount DECIMAL(10, 2))
WITH ('connector' = 'print');

INSERT INTO answer
SELECT ip, id, amount FROM (
  SELECT *, ROW_NUMBER() OVER (PARTITION BY ip ORDER BY amount) AS place FROM payments
) WHERE place <= 5 AND `user` <> 'dee';
