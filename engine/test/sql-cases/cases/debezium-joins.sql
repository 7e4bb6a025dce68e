-- Groups over joins of changes: rows that go take their pairs along, and padded rows come back.
CREATE TABLE stock (
  id INT,
  shop STRING,
  product STRING,
  quantity INT,
  price DECIMAL(10, 2),
  changed TIMESTAMP(3),
  PRIMARY KEY (id) NOT ENFORCED
) WITH ('connector' = 'filesystem', 'path' = '${inputs}/stock-changes.json', 'format' = 'debezium-json');
CREATE TABLE visits (
  id INT,
  ts TIMESTAMP(3),
  customer STRING,
  kind STRING,
  product STRING,
  price DECIMAL(10, 3),
  quantity INT,
  score DOUBLE,
  vip BOOLEAN
) WITH ('connector' = 'filesystem', 'path' = '${inputs}/visits.json', 'format' = 'json');

CREATE TABLE pairs (product STRING, n BIGINT, stocked INT, dearest DECIMAL(10, 2), vips BIGINT) WITH ('connector' = 'print');
CREATE TABLE unmatched (product STRING, shops BIGINT, n BIGINT) WITH ('connector' = 'print');
CREATE TABLE shops (shop STRING, product STRING, n BIGINT, g BIGINT, total DECIMAL(38, 2)) WITH ('connector' = 'print');
CREATE TABLE statistics (shop STRING, a INT, b DECIMAL(38, 6), c INT, mean DECIMAL(38, 6)) WITH ('connector' = 'print');
CREATE TABLE several (shop STRING, n BIGINT, products BIGINT, cheap BIGINT, nothing DECIMAL(38, 2)) WITH ('connector' = 'print');
CREATE TABLE names (name STRING, n BIGINT) WITH ('connector' = 'print');

INSERT INTO pairs
SELECT v.product, COUNT(*), SUM(s.quantity), MAX(s.price), COUNT(*) FILTER (WHERE v.vip)
FROM visits AS v JOIN stock AS s ON v.product = s.product WHERE v.quantity > 3 GROUP BY v.product;
INSERT INTO unmatched
SELECT v.product, COUNT(DISTINCT s.shop), COUNT(s.id)
FROM (SELECT product, COUNT(*) AS n FROM visits GROUP BY product) AS v
LEFT JOIN stock AS s ON v.product = s.product AND s.quantity > 8 GROUP BY v.product;
INSERT INTO shops
SELECT shop, product, COUNT(quantity), GROUPING_ID(shop, product), SUM(price) FROM stock GROUP BY CUBE (shop, product);
INSERT INTO statistics
SELECT shop, STDDEV_POP(quantity), CAST(VAR_SAMP(price) AS DECIMAL(38, 6)), VAR_POP(quantity), AVG(price) FROM stock GROUP BY shop;
INSERT INTO several
SELECT shop, COUNT(*), COUNT(DISTINCT product) FILTER (WHERE quantity > 2), SUM(CASE WHEN price < 1 THEN 1 ELSE 0 END),
  SUM(price) FILTER (WHERE quantity > 100)
FROM stock GROUP BY shop HAVING COUNT(*) > 1;
INSERT INTO names
SELECT name, COUNT(*) FROM (
  SELECT shop AS name FROM stock UNION ALL SELECT product FROM stock UNION ALL SELECT product FROM visits
) GROUP BY name;
