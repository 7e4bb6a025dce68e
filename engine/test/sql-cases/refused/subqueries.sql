-- Subqueries where none may stand, of the wrong width, and with what no join can make up for.
CREATE TABLE visits (id INT, customer STRING, kind STRING, product STRING, price DECIMAL(10, 3), quantity INT)
WITH ('connector' = 'filesystem', 'path' = '${inputs}/visits.json', 'format' = 'json');
CREATE TABLE products (sku STRING, name STRING, family STRING, price DECIMAL(10, 2))
WITH ('connector' = 'filesystem', 'path' = '${inputs}/products.csv', 'format' = 'csv');
CREATE TABLE answer (id INT, name STRING) WITH ('connector' = 'print');

-- refused:
INSERT INTO answer SELECT id, (SELECT sku, name FROM products) FROM visits;
INSERT INTO answer SELECT id, kind FROM visits WHERE product IN (SELECT sku, name FROM products);
INSERT INTO answer SELECT id, kind FROM visits WHERE (product, kind) IN (SELECT sku FROM products);
INSERT INTO answer SELECT id, kind FROM visits WHERE id IN (SELECT sku FROM products);
INSERT INTO answer SELECT id, kind FROM visits AS v WHERE EXISTS (SELECT * FROM products AS p WHERE p.code = v.product);
INSERT INTO answer SELECT id, kind FROM visits AS v WHERE EXISTS (SELECT * FROM products AS p WHERE p.sku = v.id);
-- Millrace only: a column from two queries further out; Flink takes some of these
INSERT INTO answer
SELECT id, kind FROM visits AS v
WHERE EXISTS (SELECT * FROM products AS p WHERE p.sku = v.product AND EXISTS (SELECT * FROM products AS q WHERE q.name = v.kind));
INSERT INTO answer
SELECT id, kind FROM visits AS v
WHERE EXISTS (SELECT sku FROM products AS p WHERE p.sku = v.product UNION ALL SELECT sku FROM products AS q WHERE q.name = v.kind);
INSERT INTO answer
SELECT id, kind FROM visits AS v
WHERE EXISTS (SELECT * FROM products AS p JOIN products AS q ON p.sku = q.sku AND q.name = v.kind);
INSERT INTO answer SELECT v.id, p.name FROM visits AS v JOIN products AS p ON v.product = p.sku AND v.kind IN (SELECT name FROM products);
INSERT INTO answer SELECT id, (SELECT MAX(name) || v.kind FROM products AS p WHERE p.sku = v.product) FROM visits AS v;
INSERT INTO answer SELECT MAX(id), kind FROM visits AS v GROUP BY kind HAVING COUNT(*) > (SELECT COUNT(*) FROM products AS p WHERE p.sku = v.product);
