-- Intervals added to and taken from times; text to time.
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

CREATE TABLE answer (id INT, a TIMESTAMP(3), b TIMESTAMP(3), c TIMESTAMP(3), d DATE, e BOOLEAN)
WITH ('connector' = 'print');

INSERT INTO answer
SELECT id, ts + INTERVAL '1' DAY, ts - INTERVAL '90' MINUTE, TO_TIMESTAMP('2024-02-29 12:00:00') + INTERVAL '1' MONTH,
  TO_DATE('2024-12-31'), ts > TIMESTAMP '2024-01-15 08:40:00'
FROM visits WHERE id <= 40;
