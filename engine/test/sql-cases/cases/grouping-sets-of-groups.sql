-- Grouping sets over results that are taken back, and GROUPING where there is one grouping.
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

CREATE TABLE answer (kind STRING, n BIGINT, products BIGINT, most BIGINT, g BIGINT) WITH ('connector' = 'print');
CREATE TABLE single (kind STRING, n BIGINT, g BIGINT) WITH ('connector' = 'print');

INSERT INTO answer
SELECT kind, n, COUNT(*), MAX(units), GROUPING_ID(n, kind)
FROM (SELECT kind, product, COUNT(*) AS n, SUM(quantity) AS units FROM visits GROUP BY kind, product)
GROUP BY CUBE (kind, n);
INSERT INTO single SELECT kind, COUNT(*), GROUPING(kind) FROM visits GROUP BY kind;
