-- A left join: rows without a partner are padded, and taken back when one comes.
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

CREATE TABLE answer (id INT, product STRING, name STRING, family STRING) WITH ('connector' = 'print');

INSERT INTO answer
SELECT v.id, p.sku, p.name, p.family FROM products AS p LEFT JOIN visits AS v ON v.product = p.sku;
