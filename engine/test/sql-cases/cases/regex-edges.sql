-- Regular expressions over empty texts, Unicode, groups that are missing and no match.
CREATE TABLE edges (id INT, s STRING, t STRING, n INT, b BIGINT, d DOUBLE, dc DECIMAL(5, 2), dt DATE, ts TIMESTAMP(3),
  bo BOOLEAN, arr ARRAY<INT>, names ARRAY<STRING>, mp MAP<STRING, INT>, js STRING, `by` BYTES)
WITH ('connector' = 'filesystem', 'path' = '${inputs}/edges.json', 'format' = 'json');

SELECT id, REGEXP(s, '[xo]') AS a, REGEXP_COUNT(s, 'x|l') AS b, REGEXP_COUNT(t, '') AS c, REGEXP_EXTRACT(s, '([a-zé]+) (.)', 2) AS d1, REGEXP_EXTRACT(s, 'H(.)', 1) AS e, REGEXP_EXTRACT(s, 'H(.)', 5) AS f, REGEXP_EXTRACT_ALL(s, '(\\w)(\\w)', 2) AS g, REGEXP_EXTRACT_ALL(s, 'l', 0) AS h,
  REGEXP_INSTR(s, '[A-Z]+') AS i, REGEXP_SUBSTR(s, '[0-9]+') AS j, REGEXP_REPLACE(s, '[xl]', '<$0>') AS k, s SIMILAR TO '%x+%' AS l, s LIKE '%\_%' ESCAPE '\' AS m
FROM edges;
