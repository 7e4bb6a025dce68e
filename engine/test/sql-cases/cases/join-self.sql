-- A table with itself, and a join whose rows are the key alone: equal rows are counted.
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

CREATE TABLE pairs (a INT, b INT) WITH ('connector' = 'print');
CREATE TABLE counted (product STRING) WITH ('connector' = 'print');

INSERT INTO pairs
SELECT a.id, b.id FROM visits AS a JOIN visits AS b ON a.customer = b.customer AND a.product = b.product AND a.id < b.id
WHERE a.kind = 'cart' AND b.kind = 'buy';

INSERT INTO counted
SELECT p.sku FROM products AS p LEFT JOIN visits AS v ON v.product = p.sku;
