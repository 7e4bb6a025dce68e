-- Aggregates without keys: one row, which is not there before the first row comes.
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

CREATE TABLE answer (n BIGINT, total DECIMAL(38, 3), customers BIGINT, latest TIMESTAMP(3)) WITH ('connector' = 'print');
CREATE TABLE nobody (n BIGINT, total DECIMAL(38, 3)) WITH ('connector' = 'print');

INSERT INTO answer SELECT COUNT(*), SUM(price), COUNT(DISTINCT customer), MAX(ts) FROM visits;
INSERT INTO nobody SELECT COUNT(*), SUM(price) FROM visits WHERE id < 0;
