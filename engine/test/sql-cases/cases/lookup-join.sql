-- Each row looks its product up.
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
  now AS PROCTIME(),
  WATERMARK FOR ts AS ts - INTERVAL '10' SECOND
) WITH ('connector' = 'filesystem', 'path' = '${inputs}/visits.json', 'format' = 'json');

CREATE TABLE products (sku STRING, name STRING, family STRING, price DECIMAL(10, 2), PRIMARY KEY (sku) NOT ENFORCED)
WITH ('connector' = 'keyed', 'path' = '${inputs}/products.csv', 'format' = 'csv', 'csv.null-literal' = '');

CREATE TABLE answer (id INT, name STRING, family STRING, price DECIMAL(10, 2))
WITH ('connector' = 'print');

INSERT INTO answer
SELECT v.id, p.name, p.family, p.price
FROM visits AS v LEFT JOIN products FOR SYSTEM_TIME AS OF v.now AS p ON v.product = p.sku
WHERE v.kind = 'buy';
