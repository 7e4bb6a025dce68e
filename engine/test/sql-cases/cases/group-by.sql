-- GROUP BY without a window: each group's result is told anew as rows come. NULL is a key like any other.
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

CREATE TABLE answer (
  product STRING, n BIGINT, priced BIGINT, total DECIMAL(38, 3), units INT, mean DECIMAL(38, 6), share INT,
  lowest DECIMAL(10, 3), highest DECIMAL(10, 3), earliest TIMESTAMP(3), nobody STRING
) WITH ('connector' = 'print');

INSERT INTO answer
SELECT product, COUNT(*), COUNT(price), SUM(price), SUM(quantity), AVG(price), AVG(quantity), MIN(price), MAX(price),
  MIN(ts), MAX(customer) FILTER (WHERE id < 0)
FROM visits GROUP BY product;
