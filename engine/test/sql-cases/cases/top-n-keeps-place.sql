-- A group whose sort key stays the same keeps its place where updates only move up.
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

CREATE TABLE answer (place BIGINT, ip STRING, card STRING, high DECIMAL(10, 2), n BIGINT, PRIMARY KEY (place) NOT ENFORCED)
WITH ('connector' = 'print');

INSERT INTO answer
SELECT place, ip, card, high, n FROM (
  SELECT *, ROW_NUMBER() OVER (ORDER BY high DESC) AS place FROM (
    SELECT ip, card, MAX(amount) AS high, COUNT(*) AS n FROM payments GROUP BY ip, card
  )
) WHERE place <= 9;
