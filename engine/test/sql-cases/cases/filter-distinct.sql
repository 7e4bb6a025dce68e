-- FILTER and DISTINCT on aggregates.
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

CREATE TABLE answer (window_start TIMESTAMP(3), buys BIGINT, buyers BIGINT, spent DECIMAL(38, 3), distinct_prices DECIMAL(38, 3), vips BIGINT)
WITH ('connector' = 'print');

INSERT INTO answer
SELECT window_start, COUNT(*) FILTER (WHERE kind = 'buy'), COUNT(DISTINCT customer) FILTER (WHERE kind = 'buy'),
  SUM(price * quantity) FILTER (WHERE kind = 'buy' AND quantity > 0), SUM(DISTINCT price), COUNT(*) FILTER (WHERE vip)
FROM TABLE(TUMBLE(TABLE visits, DESCRIPTOR(ts), INTERVAL '5' MINUTES))
GROUP BY window_start, window_end;
