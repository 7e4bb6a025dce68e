-- PERCENTILE over frames that slide and over one that grows.
CREATE TABLE visits (id INT, ts TIMESTAMP(3), customer STRING, product STRING, price DECIMAL(10, 3), quantity INT, score DOUBLE, vip BOOLEAN, WATERMARK FOR ts AS ts - INTERVAL '10' SECOND)
WITH ('connector' = 'filesystem', 'path' = '${inputs}/visits.json', 'format' = 'json');

CREATE TABLE sliding (id INT, a DOUBLE, b ARRAY<DOUBLE>, c DOUBLE) WITH ('connector' = 'print');
CREATE TABLE growing (id INT, a DOUBLE, b DOUBLE) WITH ('connector' = 'print');

INSERT INTO sliding
SELECT id, PERCENTILE(score, 0.5) OVER w, PERCENTILE(price, ARRAY[0.1, 0.9]) OVER w, PERCENTILE(DISTINCT quantity, 0.5) OVER w
FROM visits WINDOW w AS (PARTITION BY customer ORDER BY ts ROWS BETWEEN 4 PRECEDING AND CURRENT ROW);

INSERT INTO growing
SELECT id, PERCENTILE(score, 0.5) OVER w, PERCENTILE(quantity, 0.5, id) OVER w
FROM visits WINDOW w AS (PARTITION BY customer ORDER BY ts);
