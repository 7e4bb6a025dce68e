-- Map functions over empty maps, NULL maps and NULL values.
CREATE TABLE edges (id INT, s STRING, t STRING, n INT, b BIGINT, d DOUBLE, dc DECIMAL(5, 2), dt DATE, ts TIMESTAMP(3),
  bo BOOLEAN, arr ARRAY<INT>, names ARRAY<STRING>, mp MAP<STRING, INT>, js STRING, `by` BYTES)
WITH ('connector' = 'filesystem', 'path' = '${inputs}/edges.json', 'format' = 'json');

SELECT id, mp['x'] AS a, MAP_KEYS(mp) AS b, MAP_VALUES(mp) AS c, MAP_ENTRIES(mp) AS d1, CARDINALITY(mp) AS e, CARDINALITY(MAP_UNION(mp, MAP['x', 5])) AS f, STR_TO_MAP(s, ',', 'o')['Hell'] AS h, STR_TO_MAP(s, 'no pair', 'o')[s] AS h1, CAST(mp AS MAP<STRING, BIGINT>) AS i, JSON_STRING(mp) AS j
FROM edges;
