-- A window over the results of a window, by window_time.
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

CREATE VIEW by_minute AS
SELECT window_time AS rowtime, COUNT(*) AS n
FROM TABLE(TUMBLE(TABLE visits, DESCRIPTOR(ts), INTERVAL '1' MINUTE))
GROUP BY window_start, window_end, window_time;

CREATE TABLE answer (window_start TIMESTAMP(3), window_end TIMESTAMP(3), minutes BIGINT, visits BIGINT, busiest BIGINT)
WITH ('connector' = 'print');

INSERT INTO answer
SELECT window_start, window_end, COUNT(*), SUM(n), MAX(n)
FROM TABLE(TUMBLE(TABLE by_minute, DESCRIPTOR(rowtime), INTERVAL '10' MINUTES))
GROUP BY window_start, window_end;
