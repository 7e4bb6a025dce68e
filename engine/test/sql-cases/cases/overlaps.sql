-- OVERLAPS of dates, timestamps and times: touching, reversed, with intervals, with NULL.
CREATE TABLE edges (id INT, s STRING, t STRING, n INT, b BIGINT, d DOUBLE, dc DECIMAL(5, 2), dt DATE, ts TIMESTAMP(3),
  bo BOOLEAN, arr ARRAY<INT>, names ARRAY<STRING>, mp MAP<STRING, INT>, js STRING, `by` BYTES)
WITH ('connector' = 'filesystem', 'path' = '${inputs}/edges.json', 'format' = 'json');

SELECT id, (dt, INTERVAL '1' DAY) OVERLAPS (DATE '2020-03-01', INTERVAL '1' MONTH) AS touching,
  (dt, DATE '2020-01-01') OVERLAPS (DATE '2020-02-01', DATE '2020-02-02') AS reversed,
  (ts, ts) OVERLAPS (ts, INTERVAL '1' SECOND) AS same, NOT (ts, INTERVAL '1' HOUR) OVERLAPS (TIMESTAMP '2000-01-01 00:00:00', TIMESTAMP '2001-01-01 00:00:00') AS millennium,
  PERIOD (dt, dt) OVERLAPS PERIOD (DATE '1970-01-01', DATE '1999-12-31') AS periods,
  (TIME '09:00:00', INTERVAL '1' HOUR) OVERLAPS (CAST(ts AS TIME), INTERVAL '2' HOUR) AS mornings
FROM edges;
