-- First, last and best rows that are remembered for three seconds: what came in the first seconds is forgotten when the last rows come.
CREATE TABLE visits (
  id INT,
  ts TIMESTAMP(3),
  customer STRING,
  kind STRING,
  product STRING,
  price DECIMAL(10, 3),
  quantity INT,
  arrived AS PROCTIME(),
  WATERMARK FOR ts AS ts - INTERVAL '10' SECOND
) WITH (
  'connector' = 'timed', 'path' = '${inputs}/visits.json', 'format' = 'json',
  'clock.start' = '2024-01-15T10:00:00Z', 'clock.period' = '1 s',
  'arrivals' = '0:1 s,40:2500 ms,80:7 s,120:8500 ms', 'end' = '9500 ms',
  'scan.watermark.emit.strategy' = 'on-event'
);

CREATE TABLE best (product STRING, id INT, price DECIMAL(10, 3)) WITH ('connector' = 'print');
CREATE TABLE first_of (product STRING, id INT) WITH ('connector' = 'print');
CREATE TABLE last_of (product STRING, id INT) WITH ('connector' = 'print');
CREATE TABLE dearest (product STRING, id INT, price DECIMAL(10, 3), PRIMARY KEY (product) NOT ENFORCED)
WITH ('connector' = 'print');
CREATE TABLE ranked (place BIGINT, id INT) WITH ('connector' = 'print');
CREATE TABLE first_two (product STRING, id INT) WITH ('connector' = 'print');
CREATE TABLE busiest (customer STRING, visits BIGINT) WITH ('connector' = 'print');
CREATE TABLE first_by_time (product STRING, id INT) WITH ('connector' = 'print');
CREATE TABLE last_by_time (product STRING, id INT) WITH ('connector' = 'print');
CREATE TABLE any_three (id INT) WITH ('connector' = 'print');

SET 'table.exec.state.ttl' = '3 s';

INSERT INTO best
SELECT product, id, price FROM (
  SELECT *, ROW_NUMBER() OVER (PARTITION BY product ORDER BY price DESC, id) AS place FROM visits
) WHERE place <= 2;

INSERT INTO first_of
SELECT product, id FROM (
  SELECT *, ROW_NUMBER() OVER (PARTITION BY product ORDER BY arrived) AS place FROM visits
) WHERE place = 1;

INSERT INTO last_of
SELECT product, id FROM (
  SELECT *, ROW_NUMBER() OVER (PARTITION BY product ORDER BY arrived DESC) AS place FROM visits
) WHERE place = 1;

INSERT INTO dearest
SELECT product, id, price FROM (
  SELECT *, ROW_NUMBER() OVER (PARTITION BY product ORDER BY price DESC, id) AS place FROM visits
) WHERE place = 1 AND product IS NOT NULL;

INSERT INTO ranked
SELECT place, id FROM (
  SELECT *, ROW_NUMBER() OVER (PARTITION BY kind ORDER BY quantity DESC, id) AS place FROM visits
) WHERE place <= 3;

INSERT INTO first_two
SELECT product, id FROM (
  SELECT *, ROW_NUMBER() OVER (PARTITION BY product ORDER BY arrived) AS place FROM visits
) WHERE place <= 2;

INSERT INTO busiest
SELECT customer, n FROM (
  SELECT *, ROW_NUMBER() OVER (ORDER BY n DESC, customer) AS place
  FROM (SELECT customer, COUNT(*) AS n FROM visits GROUP BY customer)
) WHERE place <= 2;

INSERT INTO any_three SELECT id FROM visits WHERE kind = 'buy' LIMIT 3;

INSERT INTO first_by_time
SELECT product, id FROM (
  SELECT *, ROW_NUMBER() OVER (PARTITION BY product ORDER BY ts) AS place FROM visits
) WHERE place = 1;

INSERT INTO last_by_time
SELECT product, id FROM (
  SELECT *, ROW_NUMBER() OVER (PARTITION BY product ORDER BY ts DESC) AS place FROM visits
) WHERE place = 1;
