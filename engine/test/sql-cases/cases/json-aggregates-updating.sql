-- JSON_OBJECTAGG and JSON_ARRAYAGG over rows that are taken back.
CREATE TABLE visits (id INT, ts TIMESTAMP(3), customer STRING, product STRING, price DECIMAL(10, 3), quantity INT, score DOUBLE, vip BOOLEAN, WATERMARK FOR ts AS ts - INTERVAL '10' SECOND)
WITH ('connector' = 'filesystem', 'path' = '${inputs}/visits.json', 'format' = 'json');

CREATE TABLE answer (k STRING, a STRING, b STRING, c STRING, PRIMARY KEY (k) NOT ENFORCED) WITH ('connector' = 'print');

INSERT INTO answer
SELECT 'all', JSON_ARRAYAGG(n), JSON_ARRAYAGG(total NULL ON NULL), JSON_OBJECTAGG(KEY customer VALUE n)
FROM (SELECT COALESCE(customer, 'none') AS customer, COUNT(*) AS n, SUM(quantity) AS total FROM visits GROUP BY COALESCE(customer, 'none'));
