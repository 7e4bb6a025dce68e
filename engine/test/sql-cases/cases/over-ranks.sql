-- RANK and DENSE_RANK over time count the rows so far, as Flink’s do; ROW_NUMBER numbers them.
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

CREATE TABLE answer (id INT, `user` STRING, r BIGINT, d BIGINT, n BIGINT)
WITH ('connector' = 'print');

INSERT INTO answer
SELECT id, `user`, r, d, ROW_NUMBER() OVER (PARTITION BY `user` ORDER BY ts) FROM (
  SELECT *, RANK() OVER (PARTITION BY `user` ORDER BY ts) AS r, DENSE_RANK() OVER (PARTITION BY `user` ORDER BY ts) AS d FROM payments
);
