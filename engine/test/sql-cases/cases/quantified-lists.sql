-- = ANY, <> ALL and comparisons with lists, and NULL among the values.
CREATE TABLE edges (id INT, s STRING, t STRING, n INT, b BIGINT, d DOUBLE, dc DECIMAL(5, 2), dt DATE, ts TIMESTAMP(3),
  bo BOOLEAN, arr ARRAY<INT>, names ARRAY<STRING>, mp MAP<STRING, INT>, js STRING, `by` BYTES)
WITH ('connector' = 'filesystem', 'path' = '${inputs}/edges.json', 'format' = 'json');

SELECT id, n = ANY (1, 3) AS any_of, n = SOME (1, 3) AS some_of, n <> ALL (1, 3) AS none_of, n > ALL (0, 1) AS above_all, n < ANY (0, 1) AS below_one,
  n >= ALL (n, -5) AS at_least, t = ANY ('lo', 'x') AS texts
FROM edges;
