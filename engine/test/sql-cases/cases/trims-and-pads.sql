-- TRIM with characters and sides, BTRIM, LPAD and RPAD with short, empty and wide pads.
CREATE TABLE edges (id INT, s STRING, t STRING, n INT, b BIGINT, d DOUBLE, dc DECIMAL(5, 2), dt DATE, ts TIMESTAMP(3),
  bo BOOLEAN, arr ARRAY<INT>, names ARRAY<STRING>, mp MAP<STRING, INT>, js STRING, `by` BYTES)
WITH ('connector' = 'filesystem', 'path' = '${inputs}/edges.json', 'format' = 'json');

SELECT id, TRIM(s) AS a, TRIM(BOTH 'x' FROM s) AS b, TRIM(LEADING 'x' FROM s) AS c, TRIM(TRAILING 'x' FROM s) AS d, BTRIM(s, t) AS e, LTRIM(s, t) AS f, RTRIM(s, t) AS g, LPAD(s, 8, '*') AS h, RPAD(s, 8, 'é') AS i,
  LPAD(s, n, t) AS j, RPAD(t, 3, 'ab') AS k, REPEAT(t, n) AS l, REVERSE(s) AS m, INITCAP(s) AS o, CONCAT_WS('-', s, t) AS p, CONCAT_WS(t) AS q, ELT(n, s, t, 'z') AS r
FROM edges;
