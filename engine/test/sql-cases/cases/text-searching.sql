-- POSITION from a place, INSTR, LOCATE, TRANSLATE with NULL, OVERLAY and SUBSTRING at and past the ends.
CREATE TABLE edges (id INT, s STRING, t STRING, n INT, b BIGINT, d DOUBLE, dc DECIMAL(5, 2), dt DATE, ts TIMESTAMP(3),
  bo BOOLEAN, arr ARRAY<INT>, names ARRAY<STRING>, mp MAP<STRING, INT>, js STRING, `by` BYTES)
WITH ('connector' = 'filesystem', 'path' = '${inputs}/edges.json', 'format' = 'json');

SELECT id, POSITION(t IN s) AS pos, POSITION('x' IN s FROM 3) AS pos3, INSTR(s, t) AS inst, INSTR(s, 'x', 1, 2) AS twice, INSTR(s, 'x', -1) AS backwards, LOCATE(t, s, 2) AS loc, TRANSLATE(s, 'xo', 'y') AS tr,
  TRANSLATE(s, t, CAST(NULL AS STRING)) AS removed, TRANSLATE(s, CAST(NULL AS STRING), t) AS kept, OVERLAY(s PLACING t FROM 2) AS ov, OVERLAY(s PLACING 'AB' FROM 3 FOR 1) AS ov1, SUBSTRING(s FROM n) AS sub, SUBSTRING(s, -3, 2) AS last,
  LEFT(s, n) AS l, RIGHT(s, n) AS r, SPLIT_INDEX(s, t, 1) AS part
FROM edges;
