-- Functions at the end of a JSON path.
CREATE TABLE edges (id INT, s STRING, t STRING, n INT, b BIGINT, d DOUBLE, dc DECIMAL(5, 2), dt DATE, ts TIMESTAMP(3),
  bo BOOLEAN, arr ARRAY<INT>, names ARRAY<STRING>, mp MAP<STRING, INT>, js STRING, `by` BYTES)
WITH ('connector' = 'filesystem', 'path' = '${inputs}/edges.json', 'format' = 'json');

SELECT id, JSON_VALUE(js, 'lax $.n.length()') AS len, JSON_VALUE(js, 'lax $.n.size()') AS size, JSON_VALUE(js, 'lax $.n.max()') AS largest, JSON_VALUE(js, 'lax $.n.min()') AS smallest,
  JSON_VALUE(js, 'lax $.n.avg()') AS average, JSON_VALUE(js, 'lax $.n.sum()') AS total, JSON_QUERY(js, 'lax $.o.keys()') AS names, JSON_VALUE(js, 'lax $.o.length()') AS fields
FROM edges WHERE id < 5;
