-- PERCENTILE in windows that share slices, and in sessions that merge.
CREATE TABLE visits (id INT, ts TIMESTAMP(3), customer STRING, product STRING, price DECIMAL(10, 3), quantity INT, score DOUBLE, vip BOOLEAN, WATERMARK FOR ts AS ts - INTERVAL '10' SECOND)
WITH ('connector' = 'filesystem', 'path' = '${inputs}/visits.json', 'format' = 'json');

CREATE TABLE hops (window_start TIMESTAMP(3), a DOUBLE, b ARRAY<DOUBLE>, c DOUBLE, d DOUBLE) WITH ('connector' = 'print');
CREATE TABLE days (window_end TIMESTAMP(3), a DOUBLE, b DOUBLE) WITH ('connector' = 'print');
CREATE TABLE sessions (customer STRING, window_start TIMESTAMP(3), a DOUBLE, b ARRAY<DOUBLE>) WITH ('connector' = 'print');

INSERT INTO hops
SELECT window_start, PERCENTILE(score, 0.5), PERCENTILE(price, ARRAY[0.1, 0.9]), PERCENTILE(DISTINCT quantity, 0.5), PERCENTILE(price, 0.5, quantity)
FROM TABLE(HOP(TABLE visits, DESCRIPTOR(ts), INTERVAL '1' MINUTES, INTERVAL '3' MINUTES)) GROUP BY window_start, window_end;

INSERT INTO days
SELECT window_end, PERCENTILE(score, 0.5), PERCENTILE(DISTINCT quantity, 0.9)
FROM TABLE(CUMULATE(TABLE visits, DESCRIPTOR(ts), INTERVAL '5' MINUTES, INTERVAL '20' MINUTES)) GROUP BY window_start, window_end;

INSERT INTO sessions
SELECT customer, window_start, PERCENTILE(score, 0.5), PERCENTILE(quantity, ARRAY[0.2, 0.8])
FROM TABLE(SESSION(TABLE visits PARTITION BY customer, DESCRIPTOR(ts), INTERVAL '1' MINUTES)) GROUP BY customer, window_start, window_end;
