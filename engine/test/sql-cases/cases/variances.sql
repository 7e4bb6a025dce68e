-- Variances and standard deviations of INT, DECIMAL and DOUBLE: of samples and populations, filtered and distinct.
CREATE TABLE visits (
  id INT,
  ts TIMESTAMP(3),
  product STRING,
  kind STRING,
  price DECIMAL(10, 3),
  quantity INT,
  score DOUBLE,
  WATERMARK FOR ts AS ts - INTERVAL '10' SECOND
) WITH ('connector' = 'filesystem', 'path' = '${inputs}/visits.json', 'format' = 'json');

CREATE TABLE sessions (product STRING, ends TIMESTAMP(3), a INT, b INT, c INT, d INT, e DECIMAL(38, 6), f DECIMAL(38, 6), g DOUBLE, h DOUBLE)
WITH ('connector' = 'print');
CREATE TABLE hops (ends TIMESTAMP(3), a INT, c INT, d BIGINT, e DECIMAL(38, 6), f DOUBLE, g DOUBLE)
WITH ('connector' = 'print');
CREATE TABLE tumbles (ends TIMESTAMP(3), a INT, b INT)
WITH ('connector' = 'print');

INSERT INTO sessions
SELECT product, window_end, VAR_POP(quantity), VAR_SAMP(id), STDDEV_POP(id), STDDEV(id), VARIANCE(price), STDDEV_POP(price),
  ROUND(VAR_SAMP(ROUND(score)), 6), ROUND(STDDEV_SAMP(ROUND(score)), 6)
FROM TABLE(SESSION(TABLE visits PARTITION BY product, DESCRIPTOR(ts), INTERVAL '30' SECOND))
GROUP BY window_start, window_end, product;

INSERT INTO hops
SELECT window_end, VAR_SAMP(quantity), STDDEV_SAMP(quantity) FILTER (WHERE kind = 'buy'),
  VAR_SAMP(quantity) * 2 + COUNT(*), VAR_POP(price), VAR_POP(FLOOR(score)), VAR_SAMP(FLOOR(score)) FILTER (WHERE kind = 'cart')
FROM TABLE(HOP(TABLE visits, DESCRIPTOR(ts), INTERVAL '1' MINUTE, INTERVAL '3' MINUTE))
GROUP BY window_start, window_end
HAVING VAR_SAMP(quantity) IS NOT NULL;

INSERT INTO tumbles
SELECT window_end, VAR_POP(DISTINCT quantity), VAR_SAMP(DISTINCT quantity - 2)
FROM TABLE(TUMBLE(TABLE visits, DESCRIPTOR(ts), INTERVAL '5' MINUTE))
GROUP BY window_start, window_end;
