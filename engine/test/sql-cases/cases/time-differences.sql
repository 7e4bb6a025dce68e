-- (later - earlier) as an interval, added back to a time; TIMESTAMPADD and TIMESTAMPDIFF in milliseconds.
CREATE TABLE edges (id INT, s STRING, t STRING, n INT, b BIGINT, d DOUBLE, dc DECIMAL(5, 2), dt DATE, ts TIMESTAMP(3),
  bo BOOLEAN, arr ARRAY<INT>, names ARRAY<STRING>, mp MAP<STRING, INT>, js STRING, `by` BYTES)
WITH ('connector' = 'filesystem', 'path' = '${inputs}/edges.json', 'format' = 'json');

SELECT id, ts + (TIMESTAMP '2020-01-02 12:00:00' - TIMESTAMP '2020-01-01 00:00:00') DAY AS later,
  dt + (DATE '2020-03-01' - DATE '2020-01-31') MONTH AS months, dt + INTERVAL '25' HOUR AS whole_days, dt - INTERVAL '1' HOUR AS unmoved,
  TIMESTAMPADD(MILLISECOND, n, ts) AS ms, TIMESTAMPADD(HOUR, n, dt) AS hours, TIMESTAMPDIFF(DAY, dt, DATE '2020-01-01') AS days,
  TIMESTAMPDIFF(MONTH, ts, TIMESTAMP '2020-01-31 00:00:00') AS months_between
FROM edges;
