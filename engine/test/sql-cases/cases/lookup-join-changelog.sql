-- A changelog looks up: what is taken back is taken back with what was found.
CREATE TABLE stock (
  id INT,
  shop STRING,
  product STRING,
  quantity INT,
  changed TIMESTAMP(3),
  now AS PROCTIME(),
  PRIMARY KEY (id) NOT ENFORCED
) WITH ('connector' = 'filesystem', 'path' = '${inputs}/stock-changes.json', 'format' = 'debezium-json');

CREATE TABLE products (sku STRING, name STRING, family STRING, price DECIMAL(10, 2), PRIMARY KEY (sku) NOT ENFORCED)
WITH ('connector' = 'keyed', 'path' = '${inputs}/products.csv', 'format' = 'csv', 'csv.null-literal' = '');

CREATE TABLE answer (id INT, shop STRING, quantity INT, name STRING, worth DECIMAL(21, 2)) WITH ('connector' = 'print');

INSERT INTO answer
SELECT s.id, s.shop, s.quantity, p.name, s.quantity * p.price
FROM stock AS s LEFT JOIN products FOR SYSTEM_TIME AS OF s.now AS p ON s.product = p.sku AND p.family <> 'Music';
