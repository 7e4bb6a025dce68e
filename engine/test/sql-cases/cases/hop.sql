-- A hopping window: each row is in several.
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

CREATE TABLE answer (window_start TIMESTAMP(3), window_end TIMESTAMP(3), customer STRING, n BIGINT, revenue DECIMAL(38, 3))
WITH ('connector' = 'print');

INSERT INTO answer
SELECT window_start, window_end, customer, COUNT(*), SUM(price)
FROM TABLE(HOP(TABLE visits, DESCRIPTOR(ts), INTERVAL '2' MINUTES, INTERVAL '6' MINUTES))
GROUP BY window_start, window_end, customer;
