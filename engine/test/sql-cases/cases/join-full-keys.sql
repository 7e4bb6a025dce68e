-- A full join by its keys alone: both sides are padded.
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

CREATE TABLE products (sku STRING, name STRING, family STRING, price DECIMAL(10, 2))
WITH ('connector' = 'filesystem', 'path' = '${inputs}/products.csv', 'format' = 'csv', 'csv.null-literal' = '');

CREATE TABLE answer (buy INT, customer STRING, sku STRING, name STRING) WITH ('connector' = 'print');

INSERT INTO answer
SELECT v.id, v.customer, p.sku, p.name
FROM (SELECT * FROM visits WHERE kind = 'buy' AND quantity > 1) AS v FULL JOIN products AS p ON v.product = p.sku;
