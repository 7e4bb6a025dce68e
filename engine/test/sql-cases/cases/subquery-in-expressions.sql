-- Subqueries under OR, CASE and NOT, and in the select list: TRUE, FALSE or NULL.
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

CREATE TABLE either (id INT) WITH ('connector' = 'print');
CREATE TABLE neither (id INT) WITH ('connector' = 'print');
CREATE TABLE words (id INT, word STRING) WITH ('connector' = 'print');
CREATE TABLE truths (id INT, is_tool BOOLEAN, is_no_tool BOOLEAN, has_price BOOLEAN) WITH ('connector' = 'print');
CREATE TABLE pairs (id INT, found BOOLEAN) WITH ('connector' = 'print');
CREATE TABLE empty_list (id INT) WITH ('connector' = 'print');
CREATE TABLE empty_exists (id INT) WITH ('connector' = 'print');

CREATE VIEW buys AS SELECT * FROM visits WHERE kind = 'buy';
CREATE VIEW tools AS SELECT * FROM products WHERE family = 'Tools';

INSERT INTO either
SELECT id FROM buys WHERE product IN (SELECT sku FROM tools) OR quantity = 1 OR EXISTS (SELECT 1 FROM products AS p WHERE p.price < buys.price);
INSERT INTO neither
SELECT id FROM buys WHERE NOT (product IN (SELECT sku FROM tools) OR EXISTS (SELECT 1 FROM products AS p WHERE p.price < buys.price));
INSERT INTO words
SELECT id, CASE WHEN product IN (SELECT sku FROM tools) THEN 'tool' WHEN EXISTS (SELECT 1 FROM products WHERE sku = product) THEN 'thing' ELSE 'unknown' END
FROM buys;
INSERT INTO truths
SELECT id, product IN (SELECT sku FROM tools), product NOT IN (SELECT sku FROM tools), price IN (SELECT price FROM tools) FROM buys;
INSERT INTO pairs SELECT id, (product, kind) IN (SELECT sku, LOWER('BUY') FROM tools) FROM buys;
INSERT INTO empty_list SELECT id FROM buys WHERE product IN (SELECT sku FROM tools WHERE name = 'none') OR quantity = 1;
INSERT INTO empty_exists SELECT id FROM buys WHERE EXISTS (SELECT sku FROM tools WHERE name = 'none') OR quantity = 1;
