-- Changes of a database's table as Debezium writes them: rows come, are updated and go.
CREATE TABLE stock (
  id INT,
  shop STRING,
  product STRING,
  quantity INT,
  price DECIMAL(10, 2),
  changed TIMESTAMP(3),
  WATERMARK FOR changed AS changed - INTERVAL '1' HOUR,
  PRIMARY KEY (id) NOT ENFORCED
) WITH ('connector' = 'filesystem', 'path' = '${inputs}/stock-changes.json', 'format' = 'debezium-json');

CREATE TABLE copy (id INT, shop STRING, product STRING, quantity INT, price DECIMAL(10, 2), PRIMARY KEY (id) NOT ENFORCED)
WITH ('connector' = 'view');
CREATE TABLE every_row (id INT, product STRING) WITH ('connector' = 'print');
CREATE TABLE by_shop (
  shop STRING, n BIGINT, quantity INT, mean INT, cheapest DECIMAL(10, 2), dearest DECIMAL(10, 2), products BIGINT, latest TIMESTAMP(3),
  last_product STRING
) WITH ('connector' = 'print');

INSERT INTO copy SELECT id, shop, product, quantity, price FROM stock;
INSERT INTO every_row SELECT id, product FROM stock WHERE quantity > 2;
INSERT INTO by_shop
SELECT shop, COUNT(*), SUM(quantity), AVG(quantity), MIN(price), MAX(price), COUNT(DISTINCT product), MAX(changed),
  LAST_VALUE(product)
FROM stock GROUP BY shop;
