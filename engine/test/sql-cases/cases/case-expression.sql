-- Searched and simple CASE, IF, GREATEST and LEAST.
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

CREATE TABLE answer (id INT, band STRING, k INT, m STRING, g DECIMAL(10, 3), l INT)
WITH ('connector' = 'print');

INSERT INTO answer
SELECT id,
  CASE WHEN price IS NULL THEN 'unknown' WHEN price < 1 THEN 'low' WHEN price < 100 THEN 'mid' ELSE 'high' END,
  CASE kind WHEN 'view' THEN 1 WHEN 'cart' THEN 3 WHEN 'buy' THEN 10 END,
  IF(vip, 'vip', 'other'),
  GREATEST(price, CAST(2 AS DECIMAL(10, 3))), LEAST(quantity, 2)
FROM visits WHERE id <= 50;
