-- Projection and filter with three-valued logic.
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

CREATE TABLE answer (id INT, customer STRING, total DECIMAL(20, 3), cheap BOOLEAN)
WITH ('connector' = 'print');

INSERT INTO answer
SELECT id, UPPER(customer), price * quantity, price < 3
FROM visits
WHERE kind = 'buy' AND (price > 1 OR customer IS NULL) AND NOT (quantity < 0);
