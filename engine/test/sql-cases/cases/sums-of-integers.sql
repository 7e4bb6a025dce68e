-- SUM, AVG and COUNT of every integer type, and of nothing.
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

CREATE TABLE answer (window_start TIMESTAMP(3), a INT, b BIGINT, c SMALLINT, d INT, e BIGINT, f INT, g DECIMAL(38, 6), h BIGINT)
WITH ('connector' = 'print');

INSERT INTO answer
SELECT window_start, SUM(quantity), SUM(CAST(quantity AS BIGINT)), AVG(CAST(quantity AS SMALLINT)), SUM(quantity) FILTER (WHERE quantity > 99), COUNT(quantity) FILTER (WHERE quantity > 99),
  AVG(-quantity), AVG(price), COUNT(DISTINCT price)
FROM TABLE(TUMBLE(TABLE visits, DESCRIPTOR(ts), INTERVAL '5' MINUTES)) GROUP BY window_start, window_end;
