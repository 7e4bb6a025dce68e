-- The same window grouped again, more coarsely.
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

CREATE TABLE answer (window_start TIMESTAMP(3), products BIGINT, best DECIMAL(38, 3))
WITH ('connector' = 'print');

INSERT INTO answer
SELECT window_start, COUNT(*), MAX(revenue) FROM (
  SELECT window_start, window_end, product, SUM(price) AS revenue
  FROM TABLE(TUMBLE(TABLE visits, DESCRIPTOR(ts), INTERVAL '5' MINUTES))
  GROUP BY window_start, window_end, product
) GROUP BY window_start, window_end;
