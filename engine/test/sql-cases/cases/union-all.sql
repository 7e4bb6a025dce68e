-- Two branches of one table into one window.
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

CREATE VIEW labelled AS
SELECT ts, 'buyer' AS label FROM visits WHERE kind = 'buy'
UNION ALL
SELECT ts, 'looker' AS label FROM visits WHERE kind = 'view';

CREATE TABLE answer (window_start TIMESTAMP(3), label STRING, n BIGINT)
WITH ('connector' = 'print');

INSERT INTO answer
SELECT window_start, label, COUNT(*)
FROM TABLE(TUMBLE(TABLE labelled, DESCRIPTOR(ts), INTERVAL '10' MINUTES))
GROUP BY window_start, window_end, label;
