-- EXISTS and NOT EXISTS: compared by equality and otherwise, and not at all.
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

CREATE TABLE bought (id INT, customer STRING) WITH ('connector' = 'print');
CREATE TABLE never_bought (id INT, customer STRING) WITH ('connector' = 'print');
CREATE TABLE cheaper (id INT, price DECIMAL(10, 3)) WITH ('connector' = 'print');
CREATE TABLE never_cheaper (id INT, price DECIMAL(10, 3)) WITH ('connector' = 'print');
CREATE TABLE any_music (id INT) WITH ('connector' = 'print');
CREATE TABLE no_food (id INT) WITH ('connector' = 'print');
CREATE TABLE counted (id INT) WITH ('connector' = 'print');
CREATE TABLE nested (id INT) WITH ('connector' = 'print');

CREATE VIEW carts AS SELECT * FROM visits WHERE kind = 'cart';
CREATE VIEW buys AS SELECT * FROM visits WHERE kind = 'buy';

INSERT INTO bought
SELECT id, customer FROM carts WHERE EXISTS (SELECT * FROM buys WHERE buys.customer = carts.customer AND buys.product = carts.product);
INSERT INTO never_bought
SELECT c.id, c.customer FROM carts AS c WHERE NOT EXISTS (SELECT 1 FROM buys AS b WHERE b.customer = c.customer AND b.quantity > c.quantity);
INSERT INTO cheaper
SELECT id, price FROM carts AS c WHERE EXISTS (SELECT name FROM products AS p WHERE p.price < c.price AND p.sku <> c.product);
INSERT INTO never_cheaper
SELECT id, price FROM carts AS c WHERE NOT EXISTS (SELECT name FROM products AS p WHERE p.price < c.price AND p.sku <> c.product);
INSERT INTO any_music SELECT id FROM buys WHERE EXISTS (SELECT * FROM products WHERE family = 'Music');
INSERT INTO no_food SELECT id FROM buys WHERE NOT EXISTS (SELECT * FROM products WHERE family = 'Food');
INSERT INTO counted SELECT id FROM buys WHERE EXISTS (SELECT COUNT(*) FROM carts WHERE carts.customer = buys.customer);
INSERT INTO nested
SELECT id FROM buys AS b
WHERE EXISTS (SELECT * FROM products AS p WHERE p.sku = b.product AND p.family IN (SELECT family FROM products WHERE price > 100));
