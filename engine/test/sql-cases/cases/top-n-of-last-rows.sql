-- Top-N over the last row of each key: rows that are replaced leave the ranks.
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

CREATE TABLE answer (place BIGINT, `user` STRING, ip STRING, id INT, amount DECIMAL(10, 2), PRIMARY KEY (place) NOT ENFORCED)
WITH ('connector' = 'print');

INSERT INTO answer
SELECT place, `user`, ip, id, amount FROM (
  SELECT *, ROW_NUMBER() OVER (ORDER BY amount DESC, id) AS place FROM (
    SELECT `user`, ip, id, amount FROM (
      SELECT *, ROW_NUMBER() OVER (PARTITION BY `user`, ip ORDER BY ts DESC) AS newest FROM payments
    ) WHERE newest = 1
  )
) WHERE place <= 5;
