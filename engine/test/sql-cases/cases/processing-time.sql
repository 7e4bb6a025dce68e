-- By the clock: windows of every kind, and the rows before a row.
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
  'clock.start' = '2024-01-15T10:00:00Z', 'clock.period' = '4 s',
  'arrivals' = '0:1 s,40:3 s,80:5 s,120:9 s', 'end' = '13 s'
);

CREATE TABLE tumbled (window_start TIMESTAMP(3), window_end TIMESTAMP(3), product STRING, visits BIGINT, units INT)
WITH ('connector' = 'print');
CREATE TABLE hopped (window_start TIMESTAMP(3), window_end TIMESTAMP(3), product STRING, visits BIGINT, buyers BIGINT)
WITH ('connector' = 'print');
CREATE TABLE cumulated (window_start TIMESTAMP(3), window_end TIMESTAMP(3), product STRING, visits BIGINT)
WITH ('connector' = 'print');
CREATE TABLE sessions (customer STRING, visits BIGINT, first_id INT, last_id INT) WITH ('connector' = 'print');
CREATE TABLE recent (id INT, visits BIGINT, units INT) WITH ('connector' = 'print');

INSERT INTO tumbled
SELECT window_start, window_end, product, COUNT(*), SUM(quantity)
FROM TABLE(TUMBLE(TABLE visits, DESCRIPTOR(arrived), INTERVAL '4' SECOND))
GROUP BY window_start, window_end, product;

INSERT INTO hopped
SELECT window_start, window_end, product, COUNT(*), COUNT(DISTINCT customer)
FROM TABLE(HOP(TABLE visits, DESCRIPTOR(arrived), INTERVAL '2' SECOND, INTERVAL '4' SECOND))
GROUP BY window_start, window_end, product;

INSERT INTO cumulated
SELECT window_start, window_end, product, COUNT(*)
FROM TABLE(CUMULATE(TABLE visits, DESCRIPTOR(arrived), INTERVAL '2' SECOND, INTERVAL '4' SECOND))
GROUP BY window_start, window_end, product;

-- Three seconds without a visit: what came after 5 s ends one, for the next come after 9 s.
INSERT INTO sessions
SELECT customer, COUNT(*), MIN(id), MAX(id)
FROM TABLE(SESSION(TABLE visits PARTITION BY customer, DESCRIPTOR(arrived), INTERVAL '3' SECOND))
GROUP BY customer, window_start, window_end;

INSERT INTO recent
SELECT id, COUNT(*) OVER w, SUM(quantity) OVER w
FROM visits
WINDOW w AS (PARTITION BY customer ORDER BY arrived ROWS BETWEEN 3 PRECEDING AND CURRENT ROW);
