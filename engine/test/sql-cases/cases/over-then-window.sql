-- A window above an OVER aggregate: its rows keep their time.
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

CREATE VIEW counted AS
SELECT ts, `user`, COUNT(*) OVER (PARTITION BY `user` ORDER BY ts RANGE BETWEEN INTERVAL '5' SECOND PRECEDING AND CURRENT ROW) AS n FROM payments;

CREATE TABLE answer (window_start TIMESTAMP(3), `user` STRING, highest BIGINT)
WITH ('connector' = 'print');

INSERT INTO answer
SELECT window_start, `user`, MAX(n) FROM TABLE(TUMBLE(TABLE counted, DESCRIPTOR(ts), INTERVAL '20' SECONDS)) GROUP BY window_start, window_end, `user`;
