-- The best group by a maximum: as in Flink, only a better one takes its place, also if the rest of it changes.
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

CREATE TABLE answer (ip STRING, high DECIMAL(10, 2), n BIGINT)
WITH ('connector' = 'print');

INSERT INTO answer
SELECT ip, high, n FROM (
  SELECT *, ROW_NUMBER() OVER (ORDER BY high DESC) AS place FROM (
    SELECT ip, MAX(amount) AS high, COUNT(*) AS n FROM payments GROUP BY ip
  )
) WHERE place = 1;
