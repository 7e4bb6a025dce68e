-- NATURAL joins by all columns that both sides have; without one, every row meets every other.
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

CREATE TABLE inner_all (k STRING, quantity INT, id INT, name STRING) WITH ('connector' = 'print');
CREATE TABLE full_all (k STRING, quantity INT, id INT, name STRING) WITH ('connector' = 'print');
CREATE TABLE left_some (id INT, k STRING, name STRING) WITH ('connector' = 'print');
CREATE TABLE every_pair (id INT, name STRING) WITH ('connector' = 'print');
CREATE TABLE three (k STRING, quantity INT, id INT, name STRING) WITH ('connector' = 'print');

CREATE VIEW buys AS SELECT id, product AS k, quantity FROM visits WHERE kind = 'buy';
CREATE VIEW amounts AS SELECT name, sku AS k, CHAR_LENGTH(sku) - 3 AS quantity FROM products;

INSERT INTO inner_all SELECT * FROM (SELECT k, quantity, id FROM buys) NATURAL JOIN amounts;
INSERT INTO full_all SELECT * FROM (SELECT id, k, quantity FROM buys) AS b NATURAL FULL JOIN (SELECT quantity, k, name FROM amounts) AS a;
INSERT INTO left_some SELECT id, b.k, name FROM buys AS b NATURAL LEFT JOIN (SELECT k, name FROM amounts) AS a;
INSERT INTO every_pair SELECT * FROM (SELECT id FROM buys WHERE quantity = 3) NATURAL JOIN (SELECT name FROM products);
INSERT INTO three SELECT k, quantity, id, name FROM (SELECT * FROM buys NATURAL JOIN amounts NATURAL JOIN (SELECT k FROM buys WHERE quantity = 1));
