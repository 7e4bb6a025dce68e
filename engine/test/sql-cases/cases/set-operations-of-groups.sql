-- Set operations over results that are taken back, of several types, and in one query.
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

CREATE TABLE answer (n BIGINT) WITH ('connector' = 'print');
CREATE TABLE sums (product STRING, amount DECIMAL(38, 3)) WITH ('connector' = 'print');
CREATE TABLE nested (name STRING) WITH ('connector' = 'print');

CREATE VIEW per_product AS SELECT product, COUNT(*) AS n, SUM(price) AS total FROM visits GROUP BY product;
CREATE VIEW per_customer AS SELECT customer, COUNT(*) AS n, SUM(quantity) AS units FROM visits GROUP BY customer;

INSERT INTO answer SELECT n FROM per_product EXCEPT SELECT n FROM per_customer;
INSERT INTO sums SELECT product, total FROM per_product UNION SELECT customer, units FROM per_customer;
INSERT INTO nested
SELECT product FROM per_product WHERE n > 10
UNION ALL
(SELECT customer FROM per_customer INTERSECT ALL SELECT customer FROM visits WHERE vip)
EXCEPT
SELECT product FROM per_product WHERE n > 20;
