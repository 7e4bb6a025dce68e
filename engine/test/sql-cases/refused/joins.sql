-- Joins whose keys do not compare, and columns that joins make ambiguous.
CREATE TABLE visits (id INT, customer STRING, product STRING, price DECIMAL(10, 3), quantity INT)
WITH ('connector' = 'filesystem', 'path' = '${inputs}/visits.json', 'format' = 'json');
CREATE TABLE products (sku STRING, name STRING, family STRING, price DECIMAL(10, 2))
WITH ('connector' = 'filesystem', 'path' = '${inputs}/products.csv', 'format' = 'csv');
CREATE TABLE answer (id INT, name STRING) WITH ('connector' = 'print');

-- refused:
INSERT INTO answer SELECT v.id, p.name FROM visits AS v JOIN products AS p ON v.id = p.sku;
INSERT INTO answer SELECT v.id, p.name FROM visits AS v, products AS p WHERE p.sku = v.quantity + 1;
INSERT INTO answer SELECT v.id, p.name FROM visits AS v JOIN products AS p ON v.product = p.sku WHERE price > 1;
INSERT INTO answer SELECT v.id, p.name FROM visits AS v JOIN products AS p ON v.product = p.code;
INSERT INTO answer SELECT v.id, p.name FROM visits AS v JOIN products AS p ON v.product;
INSERT INTO answer SELECT v.id, p.name FROM visits AS v JOIN products AS p;
INSERT INTO answer SELECT v.id, p.name FROM visits AS v CROSS JOIN products AS p ON v.product = p.sku;
INSERT INTO answer SELECT v.id, v.name FROM visits AS v LEFT JOIN products AS p ON v.product = p.sku;
INSERT INTO answer SELECT v.id, p.name FROM visits AS v JOIN products AS p USING (sku);
INSERT INTO answer SELECT v.id, price FROM visits AS v JOIN products AS p USING (price) WHERE price > 1;
INSERT INTO answer SELECT v.id, CAST(price AS STRING) FROM visits AS v NATURAL JOIN products AS p;
INSERT INTO answer SELECT v.id, name FROM (SELECT id, quantity AS k FROM visits) AS v JOIN (SELECT sku AS k, name FROM products) AS p USING (k);
