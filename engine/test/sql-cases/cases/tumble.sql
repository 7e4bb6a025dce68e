-- A tumbling window by key.
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

CREATE TABLE answer (window_start TIMESTAMP(3), window_end TIMESTAMP(3), product STRING, orders BIGINT, units INT, revenue DECIMAL(38, 3), average DECIMAL(38, 6), cheapest DECIMAL(10, 3), dearest DECIMAL(10, 3))
WITH ('connector' = 'print');

INSERT INTO answer
SELECT window_start, window_end, product, COUNT(*), SUM(quantity), SUM(price), AVG(price), MIN(price), MAX(price)
FROM TABLE(TUMBLE(TABLE visits, DESCRIPTOR(ts), INTERVAL '5' MINUTES))
GROUP BY window_start, window_end, product;
