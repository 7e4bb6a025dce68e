-- Top-N of running sums and averages, which move both ways: all groups are kept.
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

CREATE TABLE answer (kind STRING, card STRING, `user` STRING, v DECIMAL(38, 6))
WITH ('connector' = 'print');

INSERT INTO answer
SELECT 'sum', card, `user`, v FROM (
  SELECT *, ROW_NUMBER() OVER (PARTITION BY card ORDER BY v DESC) AS place FROM (
    SELECT card, `user`, CAST(SUM(amount - 20) AS DECIMAL(38, 6)) AS v FROM payments GROUP BY card, `user`
  )
) WHERE place <= 2
UNION ALL
SELECT 'average', card, `user`, CAST(v AS DECIMAL(38, 6)) FROM (
  SELECT *, ROW_NUMBER() OVER (PARTITION BY card ORDER BY v, `user` DESC) AS place FROM (
    SELECT card, `user`, AVG(rate) AS v FROM payments GROUP BY card, `user`
  )
) WHERE place <= 3;
