-- Casts between text, numbers, times and booleans.
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

CREATE TABLE answer (id INT, a STRING, b STRING, c STRING, d INT, e DECIMAL(8, 1), f STRING, g BOOLEAN, h STRING, i DATE)
WITH ('connector' = 'print');

INSERT INTO answer
SELECT id, CAST(price AS STRING), CAST(ts AS STRING), CAST(vip AS STRING), TRY_CAST(product AS INT),
  CAST(price AS DECIMAL(8, 1)), CAST(quantity AS STRING), CAST('true' AS BOOLEAN), CAST(score AS STRING), CAST(ts AS DATE)
FROM visits WHERE id <= 40;
