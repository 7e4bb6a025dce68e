-- WITH, and a column list.
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

CREATE TABLE answer (customer STRING, n BIGINT)
WITH ('connector' = 'print');

INSERT INTO answer
SELECT c, n FROM (
  WITH bought (c, w_start, w_end, n) AS (
    SELECT customer, window_start, window_end, COUNT(*)
    FROM TABLE(TUMBLE(TABLE visits, DESCRIPTOR(ts), INTERVAL '1' HOUR))
    WHERE kind = 'buy'
    GROUP BY customer, window_start, window_end
  )
  SELECT c, n FROM bought WHERE n > 1
);
