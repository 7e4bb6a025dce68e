-- A CSV source with quotes and empty fields.
CREATE TABLE products (sku STRING, name STRING, family STRING, price DECIMAL(10, 2))
WITH ('connector' = 'filesystem', 'path' = '${inputs}/products.csv', 'format' = 'csv', 'csv.null-literal' = '');

CREATE TABLE result (sku STRING, name STRING, price DECIMAL(10, 2))
WITH ('connector' = 'print');

INSERT INTO result
SELECT sku, name, price * 2 FROM products WHERE family <> 'Music';
