-- Mathematical functions at zero, below zero and of NULL; rounding to places before and after the point.
CREATE TABLE edges (id INT, s STRING, t STRING, n INT, b BIGINT, d DOUBLE, dc DECIMAL(5, 2), dt DATE, ts TIMESTAMP(3),
  bo BOOLEAN, arr ARRAY<INT>, names ARRAY<STRING>, mp MAP<STRING, INT>, js STRING, `by` BYTES)
WITH ('connector' = 'filesystem', 'path' = '${inputs}/edges.json', 'format' = 'json');

SELECT id, ROUND(d, 1) AS a, ROUND(d) AS b, ROUND(n, -1) AS c, ROUND(dc, 1) AS d1, TRUNCATE(d, 1) AS e, TRUNCATE(dc) AS f, CEIL(d) AS g, FLOOR(dc) AS h, ABS(dc) AS i, SIGN(d) AS j, POWER(d, 2) AS k, SQRT(d) AS l, EXP(n) AS m, LOG10(d) AS o, ATAN2(d, n) AS p,
  BIN(b) AS q, HEX(b) AS r, HEX(s) AS u, n % 3 AS v, MOD(dc, 0.3) AS w, MOD(b, 4) AS x, -dc AS y, DEGREES(n) AS z
FROM edges;
