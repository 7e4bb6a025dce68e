-- Several windows over one stream by nested queries: 5 and 30 seconds, by address and by user.
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

CREATE TABLE answer (id INT, ip_5 BIGINT, ip_30 BIGINT, user_5 DECIMAL(38, 2), user_30 BIGINT)
WITH ('connector' = 'print');

INSERT INTO answer
SELECT id, ip_5, ip_30, user_5, COUNT(DISTINCT COALESCE(ip, 'none')) OVER (PARTITION BY `user` ORDER BY ts RANGE BETWEEN INTERVAL '30' SECOND PRECEDING AND CURRENT ROW)
FROM (
  SELECT *, SUM(COALESCE(amount, 0)) OVER (PARTITION BY `user` ORDER BY ts RANGE BETWEEN INTERVAL '5' SECOND PRECEDING AND CURRENT ROW) AS user_5
  FROM (
    SELECT *, COUNT(*) OVER (PARTITION BY ip ORDER BY ts RANGE BETWEEN INTERVAL '30' SECOND PRECEDING AND CURRENT ROW) AS ip_30
    FROM (
      SELECT *, COUNT(*) OVER (PARTITION BY ip ORDER BY ts RANGE BETWEEN INTERVAL '5' SECOND PRECEDING AND CURRENT ROW) AS ip_5
      FROM payments
    )
  )
);
