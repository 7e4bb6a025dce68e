-- NULL in comparisons, IN, BETWEEN, CASE and COALESCE.
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

CREATE TABLE answer (id INT, a BOOLEAN, b BOOLEAN, c BOOLEAN, d STRING, e INT, f BOOLEAN, g BOOLEAN)
WITH ('connector' = 'print');

INSERT INTO answer
SELECT id, customer = 'ada', quantity IN (1, 3), quantity NOT IN (1, 2), COALESCE(product, customer, 'none'),
  NULLIF(quantity, 1), price BETWEEN 1 AND 300, vip IS NOT TRUE
FROM visits WHERE id <= 60;
