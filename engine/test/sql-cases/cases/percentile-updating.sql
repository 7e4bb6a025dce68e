-- PERCENTILE without a window, and over rows that are taken back.
CREATE TABLE visits (id INT, ts TIMESTAMP(3), customer STRING, product STRING, price DECIMAL(10, 3), quantity INT, score DOUBLE, vip BOOLEAN, WATERMARK FOR ts AS ts - INTERVAL '10' SECOND)
WITH ('connector' = 'filesystem', 'path' = '${inputs}/visits.json', 'format' = 'json');

CREATE TABLE grown (customer STRING, a DOUBLE, b ARRAY<DOUBLE>, c DOUBLE, PRIMARY KEY (customer) NOT ENFORCED) WITH ('connector' = 'print');
CREATE TABLE updating (n INT, a DOUBLE, b ARRAY<DOUBLE>, c DOUBLE, d DOUBLE, PRIMARY KEY (n) NOT ENFORCED) WITH ('connector' = 'print');

INSERT INTO grown
SELECT COALESCE(customer, 'none'), PERCENTILE(score, 0.5), PERCENTILE(quantity, ARRAY[0.1, 0.5]), PERCENTILE(DISTINCT price, 0.5)
FROM visits GROUP BY COALESCE(customer, 'none');

INSERT INTO updating
SELECT n, PERCENTILE(total, 0.5), PERCENTILE(paid, ARRAY[0.25, 0.75]), PERCENTILE(DISTINCT total, 0.5), PERCENTILE(paid, 0.5, total)
FROM (SELECT MAX(id) - MIN(id) > 100 AS wide, customer, product, CHAR_LENGTH(product) AS n, SUM(quantity) AS total, SUM(price) AS paid FROM visits GROUP BY customer, product)
WHERE n IS NOT NULL GROUP BY n;
