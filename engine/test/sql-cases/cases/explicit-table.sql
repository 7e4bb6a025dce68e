-- TABLE t as a query, alone and within others; Unicode escapes with a character of their own.
CREATE TABLE edges (id INT, s STRING, t STRING, n INT, b BIGINT, d DOUBLE, dc DECIMAL(5, 2), dt DATE, ts TIMESTAMP(3),
  bo BOOLEAN, arr ARRAY<INT>, names ARRAY<STRING>, mp MAP<STRING, INT>, js STRING, `by` BYTES)
WITH ('connector' = 'filesystem', 'path' = '${inputs}/edges.json', 'format' = 'json');

SELECT id, s || U&'!00e9' UESCAPE '!' AS marked, U&'\00e9\\' AS escaped FROM (TABLE edges) AS e WHERE id IN (1, 2)
UNION ALL SELECT n, t, 'second' FROM (TABLE edges) WHERE n > 0;
