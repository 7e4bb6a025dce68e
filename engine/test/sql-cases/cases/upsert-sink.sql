-- Updating rows into tables that replace rows by their primary key: the query's own key, and one that it filters.
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

CREATE TABLE totals (product STRING, n BIGINT, total DECIMAL(38, 3), PRIMARY KEY (product) NOT ENFORCED) WITH ('connector' = 'view');
CREATE TABLE few (product STRING, n BIGINT, PRIMARY KEY (product) NOT ENFORCED) WITH ('connector' = 'view');
CREATE TABLE pairs (n BIGINT, product STRING, kind STRING, PRIMARY KEY (kind, product) NOT ENFORCED) WITH ('connector' = 'view');

INSERT INTO totals SELECT product, COUNT(*), SUM(price) FROM visits WHERE product IS NOT NULL GROUP BY product;
INSERT INTO few
SELECT product, n FROM (SELECT product, COUNT(*) AS n FROM visits WHERE product IS NOT NULL GROUP BY product) WHERE n < 16;
INSERT INTO pairs
SELECT COUNT(*), product, kind FROM visits WHERE product IS NOT NULL AND kind IS NOT NULL GROUP BY kind, product;
