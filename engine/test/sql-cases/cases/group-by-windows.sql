-- Groups without a window over the final results of windows, and both in one UNION ALL.
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

CREATE TABLE busiest (product STRING, windows BIGINT, most BIGINT) WITH ('connector' = 'print');
CREATE TABLE alltogether (product STRING, n BIGINT) WITH ('connector' = 'print');

CREATE VIEW windowed AS
SELECT product, window_start, COUNT(*) AS n
FROM TABLE(TUMBLE(TABLE visits, DESCRIPTOR(ts), INTERVAL '5' MINUTES)) GROUP BY product, window_start, window_end;

INSERT INTO busiest SELECT product, COUNT(*), MAX(n) FROM windowed GROUP BY product;
INSERT INTO alltogether
SELECT product, SUM(n) FROM (
  SELECT product, n FROM windowed
  UNION ALL
  SELECT product, COUNT(*) AS n FROM visits GROUP BY product
) GROUP BY product;
