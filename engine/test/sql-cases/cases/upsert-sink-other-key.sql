-- A primary key that is not the query's: of the rows that share it the last shows, and the one before it when that goes.
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

CREATE TABLE by_count (n BIGINT, product STRING, total DECIMAL(38, 3), PRIMARY KEY (n) NOT ENFORCED) WITH ('connector' = 'view');
CREATE TABLE by_kind (kind STRING, product STRING, n BIGINT, PRIMARY KEY (kind) NOT ENFORCED) WITH ('connector' = 'view');
CREATE TABLE by_name (name STRING, n BIGINT, PRIMARY KEY (name) NOT ENFORCED) WITH ('connector' = 'view');
CREATE TABLE everyone (n BIGINT, PRIMARY KEY (n) NOT ENFORCED) WITH ('connector' = 'view');

INSERT INTO by_count
SELECT n, product, total FROM (
  SELECT product, COUNT(*) AS n, SUM(price) AS total FROM visits WHERE product IS NOT NULL GROUP BY product
);
INSERT INTO by_kind
SELECT kind, product, n FROM (SELECT kind, product, COUNT(*) AS n FROM visits WHERE kind IS NOT NULL GROUP BY kind, product)
WHERE n < 5;
INSERT INTO by_name
SELECT COALESCE(product, 'none'), n FROM (SELECT product, COUNT(*) AS n FROM visits GROUP BY product)
UNION ALL
SELECT COALESCE(customer, 'nobody'), n FROM (SELECT customer, COUNT(*) AS n FROM visits GROUP BY customer);
INSERT INTO everyone SELECT COUNT(*) FROM visits;
