-- Array functions over empty arrays, NULL arrays and NULL elements.
CREATE TABLE edges (id INT, s STRING, t STRING, n INT, b BIGINT, d DOUBLE, dc DECIMAL(5, 2), dt DATE, ts TIMESTAMP(3),
  bo BOOLEAN, arr ARRAY<INT>, names ARRAY<STRING>, mp MAP<STRING, INT>, js STRING, `by` BYTES)
WITH ('connector' = 'filesystem', 'path' = '${inputs}/edges.json', 'format' = 'json');

SELECT id, arr[1] AS a, arr[9] AS b, CARDINALITY(arr) AS c, ARRAY_CONTAINS(arr, 1) AS d1, ARRAY_CONTAINS(arr, NULL) AS e, ARRAY_POSITION(arr, 1) AS f, ARRAY_REMOVE(arr, 1) AS g, ARRAY_DISTINCT(arr) AS h, ARRAY_SORT(arr) AS i, ARRAY_SORT(arr, FALSE, TRUE) AS j, ARRAY_REVERSE(arr) AS k,
  ARRAY_SLICE(arr, -2) AS l, ARRAY_SLICE(arr, n) AS m, ARRAY_UNION(arr, ARRAY[1, 7]) AS o, ARRAY_EXCEPT(arr, ARRAY[1]) AS p, ARRAY_INTERSECT(arr, ARRAY[1, 5]) AS q, ARRAY_CONCAT(arr, arr) AS r, ARRAY_CONCAT(arr) AS r1, ARRAY_MAX(arr) AS u, ARRAY_MIN(names) AS v, ARRAY_APPEND(arr, n) AS w, ARRAY_PREPEND(names, t) AS x,
  ARRAY_JOIN(names, '|') AS y, ARRAY_JOIN(names, '|', '?') AS z
FROM edges;
