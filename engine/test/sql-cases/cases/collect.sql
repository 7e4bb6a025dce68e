-- COLLECT prints its counts; ARRAY_AGG seen through functions that do not depend on order.
CREATE TABLE visits (id INT, ts TIMESTAMP(3), customer STRING, product STRING, quantity INT, WATERMARK FOR ts AS ts - INTERVAL '10' SECOND)
WITH ('connector' = 'filesystem', 'path' = '${inputs}/visits.json', 'format' = 'json');

CREATE TABLE answer (window_start TIMESTAMP(3), a MULTISET<STRING>, b MULTISET<STRING>, c BOOLEAN, d ARRAY<INT>)
WITH ('connector' = 'print');

INSERT INTO answer
SELECT window_start, COLLECT(product) FILTER (WHERE product = 'bolt'), COLLECT(DISTINCT customer) FILTER (WHERE customer = 'ada'), ARRAY_CONTAINS(ARRAY_AGG(product), 'bolt'), ARRAY_SORT(ARRAY_AGG(quantity) FILTER (WHERE id <= 100))
FROM TABLE(TUMBLE(TABLE visits, DESCRIPTOR(ts), INTERVAL '5' MINUTES)) GROUP BY window_start, window_end;
