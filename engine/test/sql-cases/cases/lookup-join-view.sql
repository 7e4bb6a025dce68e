-- The right side is a view that projects and computes: what it computes is NULL where nothing is found.
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

CREATE VIEW tools AS
SELECT sku AS code, price * 2 AS twice, COALESCE(name, 'nameless') AS title, 'shop' AS origin, label
FROM products;

CREATE TABLE answer (id INT, code STRING, twice DECIMAL(12, 2), title STRING, origin STRING, label STRING)
WITH ('connector' = 'print');

INSERT INTO answer
SELECT v.id, t.code, t.twice, t.title, t.origin, t.label
FROM visits AS v LEFT JOIN tools FOR SYSTEM_TIME AS OF v.now AS t ON v.product = t.code AND t.twice < 100
WHERE v.id <= 60;
