-- SELECT DISTINCT without a window, over rows that stay and over rows that are taken back.
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

CREATE TABLE pairs (customer STRING, kind STRING) WITH ('connector' = 'print');
CREATE TABLE counts (n BIGINT) WITH ('connector' = 'print');

INSERT INTO pairs SELECT DISTINCT customer, kind FROM visits WHERE quantity IS NOT NULL;
INSERT INTO counts SELECT DISTINCT n FROM (SELECT product, COUNT(*) AS n FROM visits GROUP BY product);
