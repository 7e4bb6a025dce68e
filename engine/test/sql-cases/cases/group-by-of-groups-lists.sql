-- Aggregates in order of arrival over rows that are taken back: what comes anew stands at the end.
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

CREATE TABLE answer (n BIGINT, first_product STRING, last_product STRING, products STRING, quantities ARRAY<INT>, several STRING)
WITH ('connector' = 'print');

INSERT INTO answer
SELECT n, FIRST_VALUE(product), LAST_VALUE(product), LISTAGG(product, '|'), ARRAY_AGG(quantity),
  LISTAGG(DISTINCT kind) FILTER (WHERE n > 2)
FROM (SELECT product, kind, COUNT(*) AS n, SUM(quantity) AS quantity FROM visits GROUP BY product, kind)
GROUP BY n;
