-- JSON text of numbers, floats, times, bytes and NULLs; numbers with exponents read back.
CREATE TABLE edges (id INT, s STRING, t STRING, n INT, b BIGINT, d DOUBLE, dc DECIMAL(5, 2), dt DATE, ts TIMESTAMP(3),
  bo BOOLEAN, arr ARRAY<INT>, names ARRAY<STRING>, mp MAP<STRING, INT>, js STRING, `by` BYTES)
WITH ('connector' = 'filesystem', 'path' = '${inputs}/edges.json', 'format' = 'json');

SELECT id, JSON_STRING(d) AS a, JSON_STRING(dc) AS b, JSON_STRING(ts) AS c, JSON_STRING(arr) AS d1, JSON_STRING(`by`) AS e, JSON_OBJECT('s' VALUE s, 'n' VALUE n, 'list' VALUE arr ABSENT ON NULL) AS f, JSON_OBJECT('j' VALUE JSON('{"x": [1, 2]}'), 'd' VALUE d) AS g, JSON_ARRAY(s, n, bo NULL ON NULL) AS h,
  JSON_QUOTE(t) AS i, JSON_UNQUOTE('"' || t || '"') AS j, JSON_UNQUOTE('[1]') AS k, JSON_VALUE('{"a": 1e3}', '$.a') AS l, JSON_QUERY('[1.50e2, 1E-9]', '$') AS m, js IS JSON AS o, js IS JSON OBJECT AS p, JSON_VALUE(js, 'lax $.n[1]' RETURNING INT) AS q
FROM edges;
