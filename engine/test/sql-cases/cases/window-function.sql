-- Window columns on each row, without an aggregate.
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
  WATERMARK FOR ts AS ts - INTERVAL '10' SECOND
) WITH ('connector' = 'filesystem', 'path' = '${inputs}/visits.json', 'format' = 'json');

CREATE TABLE answer (id INT, window_start TIMESTAMP(3), window_end TIMESTAMP(3), window_time TIMESTAMP(3))
WITH ('connector' = 'print');

INSERT INTO answer
SELECT id, window_start, window_end, window_time
FROM TABLE(HOP(TABLE visits, DESCRIPTOR(ts), INTERVAL '5' MINUTES, INTERVAL '10' MINUTES))
WHERE kind = 'buy';
