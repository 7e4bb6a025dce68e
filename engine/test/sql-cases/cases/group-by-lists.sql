-- Aggregates whose result depends on the order of arrival, and DISTINCT ones with FILTER, without a window.
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

CREATE TABLE answer (
  customer STRING, kinds BIGINT, sum_of_distinct INT, first_product STRING, last_product STRING, products STRING,
  of_vips BIGINT, distinct_products STRING, quantities ARRAY<INT>
) WITH ('connector' = 'print');

INSERT INTO answer
SELECT customer, COUNT(DISTINCT kind), SUM(DISTINCT quantity), FIRST_VALUE(product),
  LAST_VALUE(product), LISTAGG(product, '|'), COUNT(DISTINCT product) FILTER (WHERE vip), LISTAGG(DISTINCT product),
  ARRAY_AGG(quantity)
FROM visits GROUP BY customer;
