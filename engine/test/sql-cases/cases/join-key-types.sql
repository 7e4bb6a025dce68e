-- Keys of other types and computed keys: INT with BIGINT, DECIMALs of other scales, expressions.
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

CREATE TABLE widened (a INT, b BIGINT) WITH ('connector' = 'print');
CREATE TABLE decimals (id INT, paid DECIMAL(10, 3), price DECIMAL(10, 2)) WITH ('connector' = 'print');
CREATE TABLE computed (id INT, sku STRING) WITH ('connector' = 'print');
CREATE TABLE whole (id INT, n DOUBLE) WITH ('connector' = 'print');

INSERT INTO widened SELECT a.id, b.n FROM visits AS a JOIN (SELECT CAST(id * 2 AS BIGINT) AS n FROM visits) AS b ON a.id = b.n;
INSERT INTO decimals SELECT v.id, v.price, p.price FROM visits AS v JOIN products AS p ON v.price = p.price;
INSERT INTO computed SELECT v.id, p.sku FROM visits AS v JOIN products AS p ON UPPER(v.product) || '!' = UPPER(p.sku) || '!';
INSERT INTO whole SELECT a.id, b.n FROM visits AS a JOIN (SELECT CAST(id AS DOUBLE) / 2 AS n FROM visits) AS b ON a.id = b.n;
