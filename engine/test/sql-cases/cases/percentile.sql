-- PERCENTILE of one percentage and of an ARRAY of them, with frequencies, FILTER, DISTINCT and NULLs.
CREATE TABLE visits (id INT, ts TIMESTAMP(3), customer STRING, product STRING, price DECIMAL(10, 3), quantity INT, score DOUBLE, vip BOOLEAN, WATERMARK FOR ts AS ts - INTERVAL '10' SECOND)
WITH ('connector' = 'filesystem', 'path' = '${inputs}/visits.json', 'format' = 'json');

CREATE TABLE answer (window_start TIMESTAMP(3), customer STRING, a DOUBLE, b DOUBLE, c ARRAY<DOUBLE>, d DOUBLE, e DOUBLE, f DOUBLE, g ARRAY<DOUBLE>, h DOUBLE, i DOUBLE)
WITH ('connector' = 'print');

INSERT INTO answer
SELECT window_start, customer, PERCENTILE(quantity, 0.5), PERCENTILE(score, CAST(0.9 AS DOUBLE)), PERCENTILE(price, ARRAY[0.25, 0.5, 1]),
  PERCENTILE(DISTINCT quantity, 0.3), PERCENTILE(score, 0.1) FILTER (WHERE vip), PERCENTILE(score, 0.5, quantity),
  PERCENTILE(CAST(score AS FLOAT), ARRAY[0, 0.75e0], id), PERCENTILE(price, 1), PERCENTILE(quantity, COALESCE(id / 200e0, 0e0))
FROM TABLE(TUMBLE(TABLE visits, DESCRIPTOR(ts), INTERVAL '5' MINUTES)) GROUP BY window_start, window_end, customer;
