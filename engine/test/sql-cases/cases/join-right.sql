-- A right join with a condition beside its key.
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

CREATE TABLE answer (id INT, sku STRING, paid DECIMAL(10, 3), price DECIMAL(10, 2)) WITH ('connector' = 'print');

INSERT INTO answer
SELECT v.id, p.sku, v.price, p.price
FROM visits AS v RIGHT JOIN products AS p ON v.product = p.sku AND v.price > p.price AND v.kind = 'buy';
