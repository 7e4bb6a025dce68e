-- MIN and MAX of text, times, booleans and decimals.
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

CREATE TABLE answer (window_start TIMESTAMP(3), a STRING, b STRING, c TIMESTAMP(3), d TIMESTAMP(3), e DECIMAL(10, 3), f DOUBLE, g DATE, h BOOLEAN)
WITH ('connector' = 'print');

INSERT INTO answer
SELECT window_start, MIN(product), MAX(customer), MIN(ts), MAX(ts), MIN(-price), MAX(score), MAX(CAST(ts AS DATE)), MAX(vip)
FROM TABLE(TUMBLE(TABLE visits, DESCRIPTOR(ts), INTERVAL '5' MINUTES)) GROUP BY window_start, window_end;
