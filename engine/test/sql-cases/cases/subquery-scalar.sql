-- Subqueries that are values: of all rows, of those that belong to the outer row, and of just one row.
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

CREATE TABLE greatest (id INT, price DECIMAL(10, 2)) WITH ('connector' = 'print');
CREATE TABLE above_average (id INT) WITH ('connector' = 'print');
CREATE TABLE of_the_customer (id INT, n BIGINT, total INT, more BIGINT) WITH ('connector' = 'print');
CREATE TABLE of_cheaper (id INT, n BIGINT, price DECIMAL(10, 2)) WITH ('connector' = 'print');
CREATE TABLE one_row (id INT, name STRING, constant STRING, sum_of DECIMAL(12, 3)) WITH ('connector' = 'print');
CREATE TABLE in_range (id INT) WITH ('connector' = 'print');
CREATE TABLE grouped (customer STRING, total INT) WITH ('connector' = 'print');
CREATE TABLE of_groups (customer STRING, total DECIMAL(16, 2)) WITH ('connector' = 'print');
CREATE TABLE nothing (id INT, most DECIMAL(10, 2), n BIGINT) WITH ('connector' = 'print');

CREATE VIEW carts AS SELECT * FROM visits WHERE kind = 'cart';
CREATE VIEW buys AS SELECT * FROM visits WHERE kind = 'buy';

INSERT INTO greatest SELECT id, (SELECT MAX(price) FROM products) FROM buys;
INSERT INTO above_average SELECT id FROM buys WHERE price > (SELECT AVG(price) FROM products);
INSERT INTO of_the_customer
SELECT id,
  (SELECT COUNT(*) FROM carts WHERE carts.customer = buys.customer),
  (SELECT SUM(quantity) FROM carts WHERE carts.customer = buys.customer AND carts.product = buys.product),
  (SELECT COUNT(*) + 1 FROM carts WHERE carts.customer = buys.customer AND carts.quantity = buys.quantity)
FROM buys;
INSERT INTO of_cheaper
SELECT id, (SELECT COUNT(*) FROM products AS p WHERE p.price < b.price), (SELECT MAX(p.price) FROM products AS p WHERE p.price < b.price AND p.sku <> b.product)
FROM buys AS b;
INSERT INTO one_row
SELECT id,
  (SELECT name FROM products WHERE sku = product),
  (SELECT 'there' FROM products WHERE sku = b.product AND family = 'Tools'),
  (SELECT p.price + b.quantity FROM products AS p WHERE p.sku = b.product)
FROM buys AS b;
INSERT INTO in_range SELECT id FROM buys WHERE price BETWEEN (SELECT MIN(price) FROM products) AND (SELECT MAX(price) FROM products WHERE family = 'Music');
INSERT INTO grouped
SELECT customer, SUM(quantity) FROM buys GROUP BY customer HAVING SUM(quantity) > (SELECT COUNT(*) + 5 FROM products WHERE family = 'Tools');
INSERT INTO of_groups
SELECT customer, SUM(quantity) + (SELECT MIN(price) FROM products) FROM buys GROUP BY customer;
INSERT INTO nothing
SELECT id, (SELECT MAX(price) FROM products WHERE family = 'Food'), (SELECT COUNT(*) FROM products WHERE family = 'Food') FROM buys;
