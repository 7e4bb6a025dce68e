-- JSON_QUERY with wrappers and behaviours, JSON_VALUE that returns numbers, JSON_OBJECT and JSON_ARRAY.
CREATE TABLE documents (
  id INT,
  ts TIMESTAMP(3),
  body STRING,
  place ROW<country STRING, region STRING, point ARRAY<INT>>,
  tags ARRAY<STRING>,
  attributes MAP<STRING, STRING>
) WITH ('connector' = 'filesystem', 'path' = '${inputs}/documents.json', 'format' = 'json');

CREATE TABLE answer (id INT, a STRING, b STRING, c STRING, d STRING, e INT, f STRING, g STRING, h STRING, i BOOLEAN, j BOOLEAN, k BOOLEAN)
WITH ('connector' = 'print');

INSERT INTO answer
SELECT id, JSON_QUERY(body, '$.a' WITH WRAPPER), JSON_QUERY(body, '$.d' WITH CONDITIONAL WRAPPER), JSON_QUERY(body, '$.b' WITHOUT WRAPPER),
  JSON_QUERY(body, '$.d[*]' WITH UNCONDITIONAL WRAPPER), JSON_VALUE(JSON_OBJECT(KEY 'k' VALUE id), '$.k' RETURNING INTEGER), JSON_QUERY(body, 'lax $.x' EMPTY ARRAY ON EMPTY),
  JSON_OBJECT(KEY 'id' VALUE id, KEY 'country' VALUE place.country ABSENT ON NULL), JSON_ARRAY(id, place.region, 'x' NULL ON NULL),
  body IS JSON OBJECT, body IS JSON ARRAY, body IS NOT JSON SCALAR
FROM documents;
