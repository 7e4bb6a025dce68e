-- Top rows by key straight from the window function.
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

CREATE TABLE answer (window_end TIMESTAMP(3), kind STRING, id INT, price DECIMAL(10, 3))
WITH ('connector' = 'print');

INSERT INTO answer
SELECT window_end, kind, id, price FROM (
  SELECT *, ROW_NUMBER() OVER (PARTITION BY window_start, window_end, kind ORDER BY price DESC, id ASC) AS rownum
  FROM TABLE(TUMBLE(TABLE visits, DESCRIPTOR(ts), INTERVAL '10' MINUTES))
) WHERE rownum <= 2;
