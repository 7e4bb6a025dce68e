-- UNNEST and LATERAL where no stream takes them.
CREATE TABLE documents (id INT, tags ARRAY<STRING>, body STRING)
WITH ('connector' = 'filesystem', 'path' = '${inputs}/documents.json', 'format' = 'json');
CREATE TABLE orders (id INT, `lines` ARRAY<ROW<sku STRING, n INT>>)
WITH ('connector' = 'filesystem', 'path' = '${inputs}/orders.json', 'format' = 'json');
CREATE TABLE products (sku STRING, name STRING, family STRING, price DECIMAL(10, 2))
WITH ('connector' = 'filesystem', 'path' = '${inputs}/products.csv', 'format' = 'csv');
CREATE TABLE answer (id INT, name STRING) WITH ('connector' = 'print');

-- refused:
INSERT INTO answer SELECT id, t.tag FROM documents CROSS JOIN UNNEST(body) AS t (tag);
INSERT INTO answer SELECT id, t.tag FROM documents CROSS JOIN UNNEST(tags) AS t (tag, more);
INSERT INTO answer SELECT id, t.sku FROM orders CROSS JOIN UNNEST(`lines`) AS t (sku);
INSERT INTO answer SELECT id, t.tag FROM documents RIGHT JOIN UNNEST(tags) AS t (tag) ON TRUE;
INSERT INTO answer SELECT id, t.tag FROM documents FULL JOIN UNNEST(tags) AS t (tag) ON TRUE;
INSERT INTO answer SELECT id, t.tag FROM documents LEFT JOIN UNNEST(tags) AS t (tag) ON id > 1;
INSERT INTO answer SELECT id, body FROM documents WHERE EXISTS (SELECT * FROM UNNEST(tags) AS t (tag) WHERE tag = 'x');
INSERT INTO answer SELECT id, t.tag FROM UNNEST(tags) AS t (tag), documents;
INSERT INTO answer SELECT id, t.name FROM documents AS d RIGHT JOIN LATERAL (SELECT name FROM products WHERE sku = d.body) AS t ON TRUE;
INSERT INTO answer SELECT id, t.name FROM documents AS d FULL JOIN LATERAL (SELECT name FROM products WHERE sku = d.body) AS t ON TRUE;
INSERT INTO answer
SELECT id, t.name FROM documents AS d, LATERAL (SELECT name FROM products WHERE sku = d.body UNION ALL SELECT family FROM products WHERE sku = d.body) AS t;
INSERT INTO answer SELECT id, t.name FROM documents AS d JOIN (SELECT name FROM products WHERE sku = d.body) AS t ON TRUE;
