-- IS_DIGIT, IS_DECIMAL and IS_ALPHA of texts and of what is no text; numbers compared with text.
CREATE TABLE edges (id INT, s STRING, t STRING, n INT, b BIGINT, d DOUBLE, dc DECIMAL(5, 2), dt DATE, ts TIMESTAMP(3),
  bo BOOLEAN, arr ARRAY<INT>, names ARRAY<STRING>, mp MAP<STRING, INT>, js STRING, `by` BYTES)
WITH ('connector' = 'filesystem', 'path' = '${inputs}/edges.json', 'format' = 'json');

SELECT id, IS_DIGIT(s) AS a, IS_DIGIT(n) AS b, IS_DIGIT(d) AS c, IS_DECIMAL(s) AS d1, IS_DECIMAL(d) AS e, IS_ALPHA(s) AS f, IS_ALPHA(n) AS g, IS_DECIMAL('-1.5e3') AS h, IS_DECIMAL('1d') AS i, n < '5' AS j, n BETWEEN '0' AND '9' AS k, n IN ('3', '10') AS l
FROM edges;
