-- GROUPING SETS, ROLLUP and CUBE; a key that is NULL is told from one that is not in the set.
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

CREATE TABLE chosen (kind STRING, product STRING, n BIGINT, units INT, g BIGINT, gs BIGINT) WITH ('connector' = 'print');
CREATE TABLE rolled (kind STRING, vip STRING, n BIGINT, least STRING, gs BIGINT) WITH ('connector' = 'print');
CREATE TABLE cubed (kind STRING, vip BOOLEAN, letter STRING, n BIGINT, g BIGINT, highest DECIMAL(10, 3)) WITH ('connector' = 'print');
CREATE TABLE crossed (kind STRING, customer STRING, vip BOOLEAN, n BIGINT) WITH ('connector' = 'print');

INSERT INTO chosen
SELECT kind, product, COUNT(*), SUM(quantity), GROUPING(product), GROUPING_ID(kind, product)
FROM visits GROUP BY GROUPING SETS ((kind, product), (product), ());
INSERT INTO rolled
SELECT kind, COALESCE(CAST(vip AS STRING), 'none'), COUNT(vip), MIN(kind), GROUPING(vip, kind)
FROM visits GROUP BY ROLLUP (kind, vip) HAVING GROUPING(kind) = 0 OR COUNT(*) > 100;
INSERT INTO cubed
SELECT kind, vip, SUBSTRING(product, 1, 1), COUNT(DISTINCT customer), GROUPING_ID(kind, vip, SUBSTRING(product, 1, 1)), MAX(price)
FROM visits GROUP BY CUBE (kind, vip, SUBSTRING(product, 1, 1));
INSERT INTO crossed
SELECT kind, customer, vip, COUNT(*)
FROM visits GROUP BY kind, GROUPING SETS ((customer), (vip)), ();
