-- Comparisons with ANY, SOME and ALL rows of a subquery, with NULLs among them.
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

CREATE TABLE above_any (id INT, price DECIMAL(10, 3)) WITH ('connector' = 'print');
CREATE TABLE above_all (id INT, price DECIMAL(10, 3)) WITH ('connector' = 'print');
CREATE TABLE like_some (id INT, product STRING) WITH ('connector' = 'print');
CREATE TABLE unlike_all (id INT, product STRING) WITH ('connector' = 'print');
CREATE TABLE of_the_customer (id INT, quantity INT) WITH ('connector' = 'print');
CREATE TABLE truths (id INT, above_any BOOLEAN, below_all BOOLEAN, unlike_any BOOLEAN, like_all BOOLEAN) WITH ('connector' = 'print');

CREATE VIEW carts AS SELECT * FROM visits WHERE kind = 'cart';
CREATE VIEW buys AS SELECT * FROM visits WHERE kind = 'buy';
CREATE VIEW priced AS SELECT * FROM products WHERE price IS NOT NULL;

INSERT INTO above_any SELECT id, price FROM buys WHERE price > ANY (SELECT price FROM products);
INSERT INTO above_all SELECT id, price FROM buys WHERE price >= ALL (SELECT price FROM priced WHERE price < 100);
INSERT INTO like_some SELECT id, product FROM buys WHERE product = SOME (SELECT sku FROM products WHERE family = 'Tools');
INSERT INTO unlike_all SELECT id, product FROM buys WHERE product <> ALL (SELECT sku FROM products WHERE family = 'Tools');
INSERT INTO of_the_customer SELECT id, quantity FROM buys WHERE quantity >= ALL (SELECT quantity FROM carts WHERE carts.customer = buys.customer);
INSERT INTO truths
SELECT id, price > ANY (SELECT price FROM products), price < ALL (SELECT price FROM priced), price <> ANY (SELECT price FROM priced), price = ALL (SELECT price FROM products WHERE sku = 'bolt')
FROM buys;
