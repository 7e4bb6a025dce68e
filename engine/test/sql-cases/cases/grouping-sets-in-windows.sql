-- Grouping sets within windows of all kinds, whose results are final.
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

CREATE TABLE tumbled (window_start TIMESTAMP(3), kind STRING, vip BOOLEAN, n BIGINT, units INT, g BIGINT) WITH ('connector' = 'print');
CREATE TABLE hopped (window_end TIMESTAMP(3), kind STRING, customers BIGINT) WITH ('connector' = 'print');
CREATE TABLE cumulated (window_end TIMESTAMP(3), product STRING, total DECIMAL(38, 3)) WITH ('connector' = 'print');
CREATE TABLE plain (window_start TIMESTAMP(3), kind STRING, n BIGINT) WITH ('connector' = 'print');

INSERT INTO tumbled
SELECT window_start, kind, vip, COUNT(*), SUM(quantity), GROUPING_ID(kind, vip)
FROM TABLE(TUMBLE(TABLE visits, DESCRIPTOR(ts), INTERVAL '5' MINUTES))
GROUP BY window_start, window_end, GROUPING SETS ((kind, vip), (kind), ());
INSERT INTO hopped
SELECT window_end, kind, COUNT(DISTINCT customer)
FROM TABLE(HOP(TABLE visits, DESCRIPTOR(ts), INTERVAL '5' MINUTES, INTERVAL '10' MINUTES))
GROUP BY window_start, window_end, ROLLUP (kind);
INSERT INTO cumulated
SELECT window_end, product, SUM(price)
FROM TABLE(CUMULATE(TABLE visits, DESCRIPTOR(ts), INTERVAL '5' MINUTES, INTERVAL '15' MINUTES))
GROUP BY window_start, window_end, CUBE (product);
INSERT INTO plain
SELECT TUMBLE_START(ts, INTERVAL '5' MINUTE), kind, COUNT(*)
FROM visits GROUP BY TUMBLE(ts, INTERVAL '5' MINUTE), kind;
