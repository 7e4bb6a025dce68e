-- PRINTF with every kind of value, flags, widths, precisions and positions; what does not fit gives NULL.
CREATE TABLE edges (id INT, s STRING, t STRING, n INT, b BIGINT, d DOUBLE, dc DECIMAL(5, 2), dt DATE, ts TIMESTAMP(3),
  bo BOOLEAN, arr ARRAY<INT>, names ARRAY<STRING>, mp MAP<STRING, INT>, js STRING, `by` BYTES)
WITH ('connector' = 'filesystem', 'path' = '${inputs}/edges.json', 'format' = 'json');

SELECT id, PRINTF('%s|%10s|%-10s|%.3s', s, s, s, s) AS texts, PRINTF('%d|%5d|%05d|%+d|%,d|%x', n, n, n, n, b, n) AS integers,
  PRINTF('%f|%.2f|%8.1f|%e|%g', d, d, d, d, d) AS doubles, PRINTF('%s %s %s %s', dc, dt, ts, bo) AS others,
  PRINTF('%2$s %1$s %s', s, t) AS positions, PRINTF('%d', s) AS misfit, PRINTF('%s %s', s) AS missing, PRINTF('100%%') AS plain
FROM edges;
