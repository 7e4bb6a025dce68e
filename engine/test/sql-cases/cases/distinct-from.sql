-- IS DISTINCT FROM, GREATEST and LEAST with NULL, boolean tests.
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

CREATE TABLE answer (id INT, a BOOLEAN, b BOOLEAN, c BOOLEAN, d INT, e DECIMAL(10, 3), f STRING, g BOOLEAN, h BOOLEAN, i BOOLEAN, j DOUBLE)
WITH ('connector' = 'print');

INSERT INTO answer
SELECT id, customer IS DISTINCT FROM product, quantity IS NOT DISTINCT FROM 2, vip IS DISTINCT FROM TRUE, GREATEST(quantity, 2), LEAST(price, 2.5), GREATEST(customer, product), vip IS UNKNOWN, vip IS NOT FALSE, (quantity > 1) IS NOT UNKNOWN, IFNULL(score, 0.5) FROM visits WHERE id <= 60;
