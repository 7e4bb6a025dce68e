-- Two lookups, one of them by what the other found, LEFT with a condition on the left row.
CREATE TABLE visits (
  id INT,
  ts TIMESTAMP(3),
  customer STRING,
  kind STRING,
  product STRING,
  price DECIMAL(10, 3),
  quantity INT,
  now AS PROCTIME(),
  WATERMARK FOR ts AS ts - INTERVAL '10' SECOND
) WITH ('connector' = 'filesystem', 'path' = '${inputs}/visits.json', 'format' = 'json');

CREATE TABLE products (
  sku STRING,
  name STRING,
  family STRING,
  price DECIMAL(10, 2),
  label AS UPPER(family) || ': ' || name,
  PRIMARY KEY (sku) NOT ENFORCED
) WITH ('connector' = 'keyed', 'path' = '${inputs}/products.csv', 'format' = 'csv', 'csv.null-literal' = '');

CREATE TABLE answer (id INT, name STRING, again STRING)
WITH ('connector' = 'print');

INSERT INTO answer
SELECT v.id, p.name, q.name
FROM visits AS v
LEFT JOIN products FOR SYSTEM_TIME AS OF v.now AS p ON v.product = p.sku AND v.quantity > 1
LEFT JOIN products FOR SYSTEM_TIME AS OF v.now AS q ON p.sku = q.sku AND q.price > 5;
