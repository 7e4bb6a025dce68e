-- LATERAL subqueries read the tables before them: rows, groups, aggregates, values of both.
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

CREATE TABLE of_rows (id INT, name STRING) WITH ('connector' = 'print');
CREATE TABLE of_rows_left (id INT, name STRING, constant STRING, difference DECIMAL(12, 3)) WITH ('connector' = 'print');
CREATE TABLE greatest (id INT, price DECIMAL(10, 2), n BIGINT) WITH ('connector' = 'print');
CREATE TABLE greatest_left (id INT, price DECIMAL(10, 2), n BIGINT) WITH ('connector' = 'print');
CREATE TABLE families (id INT, family STRING, n BIGINT) WITH ('connector' = 'print');
CREATE TABLE cheaper (id INT, name STRING) WITH ('connector' = 'print');
CREATE TABLE on_condition (id INT, n BIGINT) WITH ('connector' = 'print');

CREATE VIEW buys AS SELECT * FROM visits WHERE kind = 'buy';
CREATE VIEW carts AS SELECT * FROM visits WHERE kind = 'cart';

INSERT INTO of_rows SELECT b.id, t.name FROM buys AS b, LATERAL (SELECT name FROM products AS p WHERE p.sku = b.product) AS t;
INSERT INTO of_rows_left
SELECT b.id, t.name, t.constant, t.difference
FROM buys AS b LEFT JOIN LATERAL (SELECT name, 'there' AS constant, p.price - b.price AS difference FROM products AS p WHERE p.sku = b.product) AS t ON TRUE;
INSERT INTO greatest
SELECT b.id, t.price, t.n FROM buys AS b CROSS JOIN LATERAL (SELECT MAX(price) AS price, COUNT(*) AS n FROM carts AS c WHERE c.customer = b.customer) AS t;
INSERT INTO greatest_left
SELECT b.id, t.price, t.n FROM buys AS b LEFT JOIN LATERAL (SELECT MAX(price) AS price, COUNT(*) AS n FROM carts AS c WHERE c.customer = b.customer AND c.quantity > 2) AS t ON TRUE;
INSERT INTO families
SELECT b.id, t.family, t.n FROM buys AS b, LATERAL (SELECT family, COUNT(*) AS n FROM products AS p WHERE p.price > b.price GROUP BY family) AS t;
INSERT INTO cheaper SELECT b.id, t.name FROM buys AS b, LATERAL (SELECT DISTINCT name FROM products AS p WHERE p.price < b.price) AS t;
INSERT INTO on_condition
SELECT b.id, t.n FROM buys AS b LEFT JOIN LATERAL (SELECT COUNT(*) AS n FROM carts AS c WHERE c.customer = b.customer) AS t ON t.n > 4;
