-- Keys and arguments that are computed, HAVING, and expressions over aggregates, without a window.
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

CREATE TABLE answer (letter STRING, minute_of TIMESTAMP(3), ratio DECIMAL(38, 10), n BIGINT) WITH ('connector' = 'print');

INSERT INTO answer
SELECT UPPER(SUBSTRING(product, 1, 1)), FLOOR(ts TO MINUTE), CAST(SUM(price * quantity) / COUNT(*) AS DECIMAL(38, 10)),
  COUNT(*) + 1
FROM visits
WHERE kind <> 'view' OR product IS NULL
GROUP BY UPPER(SUBSTRING(product, 1, 1)), FLOOR(ts TO MINUTE)
HAVING COUNT(*) < 3 AND (SUM(quantity) > 2 OR MAX(price) IS NULL);
