-- WHERE that drops padded rows makes an outer join an inner one, which only adds rows.
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

CREATE TABLE inner_of_left (id INT, price DECIMAL(10, 2)) WITH ('connector' = 'print');
CREATE TABLE left_of_full (id INT, price DECIMAL(10, 2)) WITH ('connector' = 'print');
CREATE TABLE still_left (id INT, price DECIMAL(10, 2)) WITH ('connector' = 'print');
CREATE TABLE without_partner (id INT, product STRING) WITH ('connector' = 'print');
CREATE TABLE computed (id INT, price DECIMAL(11, 2)) WITH ('connector' = 'print');

INSERT INTO inner_of_left SELECT v.id, p.price FROM visits AS v LEFT JOIN products AS p ON v.product = p.sku WHERE p.price > 1;
INSERT INTO left_of_full SELECT v.id, p.price FROM products AS p FULL JOIN visits AS v ON v.product = p.sku WHERE p.price > 1;
INSERT INTO still_left SELECT v.id, p.price FROM products AS p LEFT JOIN visits AS v ON v.product = p.sku WHERE v.quantity > 1 OR p.price > 100;
INSERT INTO without_partner SELECT v.id, p.sku FROM products AS p LEFT JOIN visits AS v ON v.product = p.sku AND v.quantity > 2 WHERE v.id IS NULL;
INSERT INTO computed
SELECT * FROM (SELECT v.id, p.price + 1 AS price FROM visits AS v LEFT JOIN products AS p ON v.product = p.sku) WHERE price < 100;
