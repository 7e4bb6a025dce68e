-- JSON_OBJECTAGG in windows that share slices, and in sessions that merge.
CREATE TABLE visits (id INT, ts TIMESTAMP(3), customer STRING, product STRING, price DECIMAL(10, 3), quantity INT, score DOUBLE, vip BOOLEAN, WATERMARK FOR ts AS ts - INTERVAL '10' SECOND)
WITH ('connector' = 'filesystem', 'path' = '${inputs}/visits.json', 'format' = 'json');

CREATE TABLE hops (window_start TIMESTAMP(3), a STRING, b STRING) WITH ('connector' = 'print');
CREATE TABLE sessions (customer STRING, window_start TIMESTAMP(3), a STRING) WITH ('connector' = 'print');

INSERT INTO hops
SELECT window_start, JSON_OBJECTAGG(KEY CAST(id AS STRING) VALUE quantity), JSON_OBJECTAGG(KEY CAST(id AS STRING) VALUE customer ABSENT ON NULL)
FROM TABLE(HOP(TABLE visits, DESCRIPTOR(ts), INTERVAL '1' MINUTES, INTERVAL '3' MINUTES)) GROUP BY window_start, window_end;

INSERT INTO sessions
SELECT customer, window_start, JSON_OBJECTAGG(KEY CAST(id AS STRING) VALUE quantity)
FROM TABLE(SESSION(TABLE visits PARTITION BY customer, DESCRIPTOR(ts), INTERVAL '1' MINUTES)) GROUP BY customer, window_start, window_end;
