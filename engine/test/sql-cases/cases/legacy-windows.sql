-- Group windows of the older syntax.
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

CREATE TABLE answer (start_time TIMESTAMP(3), end_time TIMESTAMP(3), kind STRING, n BIGINT)
WITH ('connector' = 'print');

INSERT INTO answer
SELECT TUMBLE_START(ts, INTERVAL '5' MINUTE), TUMBLE_END(ts, INTERVAL '5' MINUTE), kind, COUNT(*)
FROM visits GROUP BY TUMBLE(ts, INTERVAL '5' MINUTE), kind;
