-- HAVING, expressions over aggregates, and keys that are expressions.
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

CREATE TABLE answer (window_start TIMESTAMP(3), letter STRING, ratio DECIMAL(38, 10), n BIGINT)
WITH ('connector' = 'print');

INSERT INTO answer
SELECT window_start, SUBSTRING(product, 1, 1), CAST(SUM(price) / COUNT(*) AS DECIMAL(38, 10)), COUNT(*) + 1
FROM TABLE(TUMBLE(TABLE visits, DESCRIPTOR(ts), INTERVAL '5' MINUTES))
GROUP BY window_start, window_end, SUBSTRING(product, 1, 1)
HAVING COUNT(*) > 2;
