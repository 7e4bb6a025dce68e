-- Filters in JSON paths: comparisons, texts, regular expressions, AND, OR, NOT, and nothing found.
CREATE TABLE edges (id INT, s STRING, t STRING, n INT, b BIGINT, d DOUBLE, dc DECIMAL(5, 2), dt DATE, ts TIMESTAMP(3),
  bo BOOLEAN, arr ARRAY<INT>, names ARRAY<STRING>, mp MAP<STRING, INT>, js STRING, `by` BYTES)
WITH ('connector' = 'filesystem', 'path' = '${inputs}/edges.json', 'format' = 'json');

SELECT id, JSON_QUERY(js, 'lax $.a[?(@.b > 1)]') AS above, JSON_QUERY(js, 'lax $.a[?(@.b >= 1 && @.b < 3)].c') AS ranges,
  JSON_QUERY(js, 'lax $.a[?(@.c == ''y'' || @.b == 3)]') AS either, JSON_QUERY(js, 'lax $.a[?(!(@.b == 1))]') AS negated,
  JSON_QUERY(js, 'lax $.a[?(@.c =~ /X/i)]') AS regexes, JSON_EXISTS(js, 'lax $.a[?(@.b == 9)]') AS there, JSON_QUERY(js, 'lax $[?(@.b == 2)]') AS numbers,
  JSON_QUERY(js, 'lax $.n[?(@ >= 2)]') AS items, JSON_QUERY(js, 'strict $.o[''p'',''q'']' EMPTY OBJECT ON ERROR) AS merged
FROM edges;
