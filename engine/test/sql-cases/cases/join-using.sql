-- USING: its columns come first and once, from whichever side has them.
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

CREATE TABLE inner_all (k STRING, id INT, kind STRING, quantity INT, name STRING) WITH ('connector' = 'print');
CREATE TABLE by_name (k STRING, id INT, name STRING) WITH ('connector' = 'print');
CREATE TABLE left_names (k STRING, l STRING, r STRING, name STRING) WITH ('connector' = 'print');
CREATE TABLE full_all (quantity BIGINT, k STRING, id INT, kind STRING, name STRING) WITH ('connector' = 'print');
CREATE TABLE grouped (k STRING, n BIGINT, PRIMARY KEY (k) NOT ENFORCED) WITH ('connector' = 'print');
CREATE TABLE three (k STRING, id INT, name STRING, other INT) WITH ('connector' = 'print');
CREATE TABLE qualified (k STRING, name STRING) WITH ('connector' = 'print');

CREATE VIEW buys AS SELECT id, product AS k, kind, quantity FROM visits WHERE kind = 'buy';
CREATE VIEW carts AS SELECT id AS other, product AS k FROM visits WHERE kind = 'cart' AND quantity = 3;
CREATE VIEW things AS SELECT sku AS k, name FROM products;
CREATE VIEW amounts AS SELECT sku AS k, name, CAST(CHAR_LENGTH(sku) - 3 AS BIGINT) AS quantity FROM products;

INSERT INTO inner_all SELECT * FROM buys JOIN things USING (k);
INSERT INTO by_name SELECT k, id, name FROM buys RIGHT JOIN things USING (k);
INSERT INTO left_names SELECT UPPER(k), b.k, t.k, name FROM things AS t LEFT JOIN buys AS b USING (k);
INSERT INTO full_all SELECT * FROM buys FULL JOIN amounts USING (quantity, k);
INSERT INTO grouped SELECT k, COUNT(*) FROM buys JOIN things USING (k) GROUP BY k;
INSERT INTO three SELECT * FROM (SELECT k, id FROM buys WHERE quantity = 2) JOIN things USING (k) JOIN carts USING (k);
INSERT INTO qualified SELECT buys.k, name FROM buys JOIN things USING (k) WHERE buys.k <> 'bolt';
