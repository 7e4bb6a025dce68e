-- LISTAGG with and without a separator, in the order of arrival.
CREATE TABLE visits (id INT, ts TIMESTAMP(3), customer STRING, product STRING, quantity INT, WATERMARK FOR ts AS ts - INTERVAL '10' SECOND)
WITH ('connector' = 'filesystem', 'path' = '${inputs}/visits.json', 'format' = 'json');

CREATE TABLE answer (window_start TIMESTAMP(3), customer STRING, a STRING, b STRING, c STRING)
WITH ('connector' = 'print');

INSERT INTO answer
SELECT window_start, customer, LISTAGG(product), LISTAGG(CAST(id AS STRING), '/'), LISTAGG(product, '') FILTER (WHERE quantity > 1)
FROM TABLE(TUMBLE(TABLE visits, DESCRIPTOR(ts), INTERVAL '5' MINUTES)) GROUP BY window_start, window_end, customer;
