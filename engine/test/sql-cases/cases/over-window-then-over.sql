-- OVER above a window aggregate, in order of window_time.
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

CREATE TABLE answer (window_start TIMESTAMP(3), `user` STRING, n BIGINT, n3 BIGINT, high BIGINT)
WITH ('connector' = 'print');

INSERT INTO answer
SELECT window_start, `user`, n, SUM(n) OVER w, MAX(n) OVER w FROM (
  SELECT window_start, window_time, `user`, COUNT(*) AS n
  FROM TABLE(TUMBLE(TABLE payments, DESCRIPTOR(ts), INTERVAL '10' SECONDS)) GROUP BY window_start, window_end, window_time, `user`
)
WINDOW w AS (PARTITION BY `user` ORDER BY window_time ROWS BETWEEN 2 PRECEDING AND CURRENT ROW);
