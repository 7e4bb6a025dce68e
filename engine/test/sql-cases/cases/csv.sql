-- A CSV source with quotes and empty fields.
CREATE TABLE products (sku STRING, name STRING, family STRING, price DECIMAL(10, 2))
WITH ('connector' = 'filesystem', 'path' = '${inputs}/products.csv', 'format' = 'csv', 'csv.null-literal' = '');

CREATE TABLE answer (sku STRING, name STRING, price DECIMAL(10, 2))
WITH ('connector' = 'print');

INSERT INTO answer
SELECT sku, name, price * 2 FROM products WHERE family <> 'Music';
