-- Counts over the last rows of keys: what is replaced is taken back.
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

CREATE TABLE answer (ip STRING, n BIGINT, total DECIMAL(38, 2), PRIMARY KEY (ip) NOT ENFORCED)
WITH ('connector' = 'print');

INSERT INTO answer
SELECT COALESCE(ip, 'none'), COUNT(*), SUM(amount) FROM (
  SELECT *, ROW_NUMBER() OVER (PARTITION BY `user`, items ORDER BY ts DESC) AS newest FROM payments
) WHERE newest = 1 GROUP BY COALESCE(ip, 'none');
