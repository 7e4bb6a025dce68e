-- Top-N of running counts: groups move up as they are updated; of equals the one that came first.
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

CREATE TABLE answer (place BIGINT, ip STRING, `user` STRING, n BIGINT, PRIMARY KEY (place) NOT ENFORCED)
WITH ('connector' = 'print');

INSERT INTO answer
SELECT place, ip, `user`, n FROM (
  SELECT *, ROW_NUMBER() OVER (ORDER BY n DESC) AS place FROM (
    SELECT ip, `user`, COUNT(*) AS n FROM payments GROUP BY ip, `user`
  )
) WHERE place <= 7;
