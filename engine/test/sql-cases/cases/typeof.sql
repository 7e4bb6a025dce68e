-- TYPEOF of columns, literals and expressions.
CREATE TABLE edges (id INT, s STRING, t STRING, n INT, b BIGINT, d DOUBLE, dc DECIMAL(5, 2), dt DATE, ts TIMESTAMP(3),
  bo BOOLEAN, arr ARRAY<INT>, names ARRAY<STRING>, mp MAP<STRING, INT>, js STRING, `by` BYTES)
WITH ('connector' = 'filesystem', 'path' = '${inputs}/edges.json', 'format' = 'json');

SELECT id, TYPEOF(s), TYPEOF(b), TYPEOF(dc), TYPEOF(ts), TYPEOF(arr), TYPEOF(mp), TYPEOF(`by`), TYPEOF(dc * 2), TYPEOF(dc / 3), TYPEOF(n + d),
  TYPEOF(SUBSTRING(s, 1, 2)), TYPEOF(UPPER(s)), TYPEOF(MD5(s)), TYPEOF('abc'), TYPEOF(1.50), TYPEOF(INTERVAL '1' DAY), TYPEOF(INTERVAL '1-2' YEAR TO MONTH),
  TYPEOF(ROW(n, s)), TYPEOF(s, TRUE), TYPEOF(CASE WHEN bo THEN n ELSE b END), TYPEOF(NULL), TYPEOF(CURRENT_DATE), TYPEOF(COALESCE(n, 0)), CURRENT_DATABASE()
FROM edges WHERE id < 3;
