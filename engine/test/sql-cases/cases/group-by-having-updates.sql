-- A condition over updating rows: a group that no longer fulfils it goes, and its last row takes the outer group with it.
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

CREATE TABLE few (product STRING, n BIGINT) WITH ('connector' = 'print');
CREATE TABLE once (products BIGINT, names STRING) WITH ('connector' = 'print');
CREATE TABLE banded (band STRING, products BIGINT) WITH ('connector' = 'print');

CREATE VIEW products AS SELECT product, COUNT(*) AS n FROM visits GROUP BY product;

INSERT INTO few SELECT product, n FROM products WHERE n BETWEEN 5 AND 18;
INSERT INTO once SELECT COUNT(*), MAX(product) FROM products WHERE n = 1;
INSERT INTO banded
SELECT CASE WHEN n > 15 THEN 'many' WHEN n > 5 THEN 'some' ELSE 'few' END, COUNT(*)
FROM products GROUP BY CASE WHEN n > 15 THEN 'many' WHEN n > 5 THEN 'some' ELSE 'few' END;
