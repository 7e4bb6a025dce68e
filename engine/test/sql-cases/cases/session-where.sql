-- WHERE beside SESSION: under an aggregate sessions are made of the rows that pass; of the rows of sessions it is asked after.
CREATE TABLE visits (
  id INT,
  ts TIMESTAMP(3),
  customer STRING,
  kind STRING,
  quantity INT,
  WATERMARK FOR ts AS ts - INTERVAL '10' SECOND
) WITH ('connector' = 'filesystem', 'path' = '${inputs}/visits.json', 'format' = 'json');

CREATE TABLE filtered (customer STRING, starts TIMESTAMP(3), ends TIMESTAMP(3), n BIGINT) WITH ('connector' = 'print');
CREATE TABLE computed (customer STRING, starts TIMESTAMP(3), ends TIMESTAMP(3), n BIGINT) WITH ('connector' = 'print');
CREATE TABLE by_window (customer STRING, starts TIMESTAMP(3), ends TIMESTAMP(3), n BIGINT) WITH ('connector' = 'print');
CREATE TABLE every_row (id INT, starts TIMESTAMP(3), ends TIMESTAMP(3)) WITH ('connector' = 'print');
CREATE TABLE ranked (id INT, starts TIMESTAMP(3), ends TIMESTAMP(3)) WITH ('connector' = 'print');

INSERT INTO filtered
SELECT customer, window_start, window_end, COUNT(*)
FROM TABLE(SESSION(TABLE visits PARTITION BY customer, DESCRIPTOR(ts), INTERVAL '30' SECOND))
WHERE kind = 'view' AND customer IS NOT NULL
GROUP BY customer, window_start, window_end;

INSERT INTO computed
SELECT customer, window_start, window_end, COUNT(*)
FROM (
  SELECT *, quantity * 2 AS twice
  FROM TABLE(SESSION(TABLE visits PARTITION BY customer, DESCRIPTOR(ts), INTERVAL '30' SECOND))
) AS t
WHERE twice > 2
GROUP BY customer, window_start, window_end;

INSERT INTO by_window
SELECT customer, window_start, window_end, COUNT(*)
FROM TABLE(SESSION(TABLE visits PARTITION BY customer, DESCRIPTOR(ts), INTERVAL '30' SECOND))
WHERE kind = 'view' AND window_start > TIMESTAMP '2024-01-15 08:42:00'
GROUP BY customer, window_start, window_end;

INSERT INTO every_row
SELECT id, window_start, window_end
FROM TABLE(SESSION(TABLE visits PARTITION BY customer, DESCRIPTOR(ts), INTERVAL '30' SECOND))
WHERE kind = 'buy';

INSERT INTO ranked
SELECT id, window_start, window_end
FROM (
  SELECT *, ROW_NUMBER() OVER (PARTITION BY window_start, window_end, customer ORDER BY id) AS place
  FROM TABLE(SESSION(TABLE visits PARTITION BY customer, DESCRIPTOR(ts), INTERVAL '30' SECOND))
  WHERE kind = 'cart'
) AS t
WHERE place <= 1;
