-- Joins over joins: an outer join over an inner one, and over an outer one, of three tables.
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

CREATE TABLE nested (id INT, name STRING, other INT) WITH ('connector' = 'print');
CREATE TABLE outer_over_outer (id INT, name STRING, cart INT) WITH ('connector' = 'print');

CREATE VIEW carts AS SELECT * FROM visits WHERE kind = 'cart' AND quantity = 1;
CREATE VIEW buys AS SELECT * FROM visits WHERE kind = 'buy';

INSERT INTO nested
SELECT b.id, p.name, c.id
FROM buys AS b JOIN products AS p ON b.product = p.sku LEFT JOIN carts AS c ON c.customer = b.customer AND c.product = p.sku;

INSERT INTO outer_over_outer
SELECT b.id, p.name, c.id
FROM products AS p LEFT JOIN buys AS b ON b.product = p.sku AND b.price < p.price
LEFT JOIN carts AS c ON c.customer = b.customer AND c.price > b.price;
