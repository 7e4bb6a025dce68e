-- State that lives three seconds: what came in the first seconds is forgotten when the last rows come.
CREATE TABLE visits (
  id INT,
  customer STRING,
  kind STRING,
  product STRING,
  price DECIMAL(10, 3),
  quantity INT,
  arrived AS PROCTIME()
) WITH (
  'connector' = 'timed', 'path' = '${inputs}/visits.json', 'format' = 'json',
  'clock.start' = '2024-01-15T10:00:00Z', 'clock.period' = '1 s',
  'arrivals' = '0:1 s,40:2500 ms,80:7 s,120:8500 ms', 'end' = '9500 ms'
);

CREATE TABLE counted (product STRING, visits BIGINT, buyers BIGINT, dearest DECIMAL(10, 3)) WITH ('connector' = 'print');
CREATE TABLE totals (visits BIGINT, units INT) WITH ('connector' = 'print');
CREATE TABLE pairs (kind STRING, customer STRING) WITH ('connector' = 'print');
CREATE TABLE met (viewed INT, ordered INT, product STRING) WITH ('connector' = 'print');
CREATE TABLE perhaps_met (viewed INT, ordered INT, product STRING) WITH ('connector' = 'print');
CREATE TABLE never_met (id INT) WITH ('connector' = 'print');
CREATE TABLE in_both (product STRING, customer STRING) WITH ('connector' = 'print');
CREATE TABLE unbought (product STRING, customer STRING) WITH ('connector' = 'print');
CREATE TABLE unbought_each (product STRING, customer STRING) WITH ('connector' = 'print');
CREATE TABLE united (customer STRING, visits BIGINT) WITH ('connector' = 'print');

SET 'table.exec.state.ttl' = '3 s';

INSERT INTO counted
SELECT product, COUNT(*), COUNT(DISTINCT customer), MAX(price) FROM visits GROUP BY product;

INSERT INTO totals SELECT COUNT(*), SUM(quantity) FROM visits;

INSERT INTO pairs SELECT DISTINCT kind, customer FROM visits;

INSERT INTO met
SELECT a.id, b.id, a.product
FROM visits AS a JOIN visits AS b ON a.product = b.product AND a.customer = b.customer
WHERE a.kind = 'view' AND b.kind = 'buy';

INSERT INTO perhaps_met
SELECT a.id, b.id, a.product
FROM (SELECT * FROM visits WHERE kind = 'view') AS a
LEFT JOIN (SELECT * FROM visits WHERE kind = 'buy') AS b ON a.product = b.product AND a.customer = b.customer;

INSERT INTO never_met
SELECT id FROM visits AS a
WHERE kind = 'view'
  AND NOT EXISTS (SELECT * FROM visits AS b WHERE b.kind = 'buy' AND a.product = b.product AND a.customer = b.customer);

INSERT INTO in_both
SELECT product, customer FROM visits WHERE kind = 'view'
INTERSECT
SELECT product, customer FROM visits WHERE kind = 'buy';

INSERT INTO unbought
SELECT product, customer FROM visits WHERE kind = 'view'
EXCEPT
SELECT product, customer FROM visits WHERE kind = 'buy';

INSERT INTO unbought_each
SELECT product, customer FROM visits WHERE kind = 'view'
EXCEPT ALL
SELECT product, customer FROM visits WHERE kind = 'buy';

INSERT INTO united
SELECT customer, COUNT(*) FROM (
  SELECT customer FROM visits WHERE kind = 'view' UNION ALL SELECT customer FROM visits WHERE kind = 'buy'
) GROUP BY customer;
