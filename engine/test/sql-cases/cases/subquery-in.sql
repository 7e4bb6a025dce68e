-- IN and NOT IN a subquery: NULLs on either side leave NOT IN open.
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

CREATE TABLE known (id INT, product STRING) WITH ('connector' = 'print');
CREATE TABLE unknown_product (id INT, product STRING) WITH ('connector' = 'print');
CREATE TABLE open_because_of_null (id INT) WITH ('connector' = 'print');
CREATE TABLE pairs (id INT, customer STRING) WITH ('connector' = 'print');
CREATE TABLE other_types (id INT) WITH ('connector' = 'print');
CREATE TABLE values_list (id INT, quantity INT) WITH ('connector' = 'print');

INSERT INTO known SELECT id, product FROM visits WHERE product IN (SELECT sku FROM products WHERE family = 'Tools');
INSERT INTO unknown_product SELECT id, product FROM visits WHERE product NOT IN (SELECT sku FROM products);
INSERT INTO open_because_of_null SELECT id FROM visits WHERE price NOT IN (SELECT price FROM products);
INSERT INTO pairs
SELECT id, customer FROM visits
WHERE kind = 'cart' AND (customer, product) IN (SELECT customer, product FROM visits WHERE kind = 'buy' AND quantity = 1);
INSERT INTO other_types SELECT id FROM visits WHERE id IN (SELECT CAST(quantity AS BIGINT) * 10 FROM visits);
INSERT INTO values_list SELECT id, quantity FROM visits WHERE quantity IN (VALUES 1, 3) AND kind = 'buy';
