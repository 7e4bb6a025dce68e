-- Top-N over a Top-N, and counts over both.
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
  SELECT ip, id, amount FROM (
    SELECT *, ROW_NUMBER() OVER (ORDER BY amount DESC, id) AS place FROM (
      SELECT ip, id, amount FROM (
        SELECT *, ROW_NUMBER() OVER (PARTITION BY ip ORDER BY amount DESC, id) AS best FROM payments
      ) WHERE best <= 6
    )
  ) WHERE place <= 10
) GROUP BY COALESCE(ip, 'none');
