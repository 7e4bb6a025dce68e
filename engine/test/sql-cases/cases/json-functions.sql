-- JSON_VALUE, JSON_QUERY and JSON_EXISTS over good and bad documents.
CREATE TABLE documents (
  id INT,
  ts TIMESTAMP(3),
  body STRING,
  place ROW<country STRING, region STRING, point ARRAY<INT>>,
  tags ARRAY<STRING>,
  attributes MAP<STRING, STRING>
) WITH ('connector' = 'filesystem', 'path' = '${inputs}/documents.json', 'format' = 'json');

CREATE TABLE answer (id INT, a STRING, b STRING, c STRING, d BOOLEAN, e STRING, f BOOLEAN)
WITH ('connector' = 'print');

INSERT INTO answer
SELECT id, JSON_VALUE(body, '$.a'), JSON_VALUE(body, 'lax $.b.c' DEFAULT 'none' ON EMPTY DEFAULT 'bad' ON ERROR), JSON_QUERY(body, '$.d'),
  JSON_EXISTS(body, '$.b'), JSON_VALUE(body, '$.d[1]'), body IS JSON
FROM documents;
