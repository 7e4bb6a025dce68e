-- Every row with every other, by CROSS JOIN, by comma, and with a condition that is no equality.
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

CREATE TABLE crossed (id INT, sku STRING) WITH ('connector' = 'print');
CREATE TABLE comma (id INT, sku STRING) WITH ('connector' = 'print');
CREATE TABLE cheaper (id INT, sku STRING, paid DECIMAL(10, 3), price DECIMAL(10, 2)) WITH ('connector' = 'print');

CREATE VIEW buys AS SELECT * FROM visits WHERE kind = 'buy';

INSERT INTO crossed SELECT b.id, p.sku FROM buys AS b CROSS JOIN products AS p;
INSERT INTO comma SELECT b.id, p.sku FROM buys AS b, products AS p WHERE b.product = p.sku;
INSERT INTO cheaper SELECT b.id, p.sku, b.price, p.price FROM products AS p LEFT JOIN buys AS b ON b.price < p.price;
