-- Constants among the keys, computed columns, and conditions over both sides.
CREATE TABLE visits (
  id INT,
  ts TIMESTAMP(3),
  customer STRING,
  kind STRING,
  product STRING,
  price DECIMAL(10, 3),
  quantity INT,
  now AS PROCTIME(),
  WATERMARK FOR ts AS ts - INTERVAL '10' SECOND
) WITH ('connector' = 'filesystem', 'path' = '${inputs}/visits.json', 'format' = 'json');

CREATE TABLE products (
  sku STRING,
  name STRING,
  family STRING,
  price DECIMAL(10, 2),
  label AS UPPER(family) || ': ' || name,
  PRIMARY KEY (sku) NOT ENFORCED
) WITH ('connector' = 'keyed', 'path' = '${inputs}/products.csv', 'format' = 'csv', 'csv.null-literal' = '');

CREATE TABLE answer (id INT, product STRING, family STRING, label STRING)
WITH ('connector' = 'print');

INSERT INTO answer
SELECT v.id, v.product, p.family, p.label
FROM visits AS v JOIN products FOR SYSTEM_TIME AS OF v.now AS p
  ON LOWER(v.product) = p.sku AND p.family = 'Tools' AND p.label LIKE 'TOOLS%' AND (v.price IS NULL OR v.price > p.price OR v.quantity > 2);
