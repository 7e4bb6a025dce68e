-- FIRST_VALUE and LAST_VALUE in the order of arrival; NULLs are passed over.
CREATE TABLE visits (id INT, ts TIMESTAMP(3), customer STRING, product STRING, quantity INT, WATERMARK FOR ts AS ts - INTERVAL '10' SECOND)
WITH ('connector' = 'filesystem', 'path' = '${inputs}/visits.json', 'format' = 'json');

CREATE TABLE answer (window_start TIMESTAMP(3), customer STRING, a INT, b INT, c STRING, d STRING)
WITH ('connector' = 'print');

INSERT INTO answer
SELECT window_start, customer, FIRST_VALUE(id), LAST_VALUE(id), FIRST_VALUE(product), LAST_VALUE(product)
FROM TABLE(TUMBLE(TABLE visits, DESCRIPTOR(ts), INTERVAL '5' MINUTES)) GROUP BY window_start, window_end, customer;
