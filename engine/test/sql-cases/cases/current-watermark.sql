-- Each row beside how far time had come before it: also right after a restart.
CREATE TABLE visits (
  id INT,
  ts TIMESTAMP(3),
  customer STRING,
  kind STRING,
  product STRING,
  price DECIMAL(10, 3),
  quantity INT,
  score DOUBLE,
  vip BOOLEAN,
  WATERMARK FOR ts AS ts - INTERVAL '1' SECOND
) WITH (
  'connector' = 'filesystem', 'path' = '${inputs}/visits.json', 'format' = 'json',
  'scan.watermark.emit.strategy' = 'on-event'
);

CREATE TABLE answer (id INT, ts TIMESTAMP(3), time_before TIMESTAMP(3), late BOOLEAN)
WITH ('connector' = 'print');

INSERT INTO answer
SELECT id, ts, CURRENT_WATERMARK(ts), ts <= CURRENT_WATERMARK(ts) FROM visits;
