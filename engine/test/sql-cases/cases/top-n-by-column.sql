-- The number of ranks from a column: that of the first row of each partition counts.
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

CREATE TABLE answer (id INT, ip STRING, `user` STRING, place BIGINT)
WITH ('connector' = 'print');

INSERT INTO answer
SELECT id, ip, `user`, place FROM (
  SELECT *, ROW_NUMBER() OVER (PARTITION BY ip, `user` ORDER BY amount DESC) AS place FROM payments
) WHERE place <= id;
