-- JSON_STRING, JSON_EXISTS with behaviours, nested JSON_OBJECT.
CREATE TABLE documents (
  id INT,
  ts TIMESTAMP(3),
  body STRING,
  place ROW<country STRING, region STRING, point ARRAY<INT>>,
  tags ARRAY<STRING>,
  attributes MAP<STRING, STRING>
) WITH ('connector' = 'filesystem', 'path' = '${inputs}/documents.json', 'format' = 'json');

CREATE TABLE answer (id INT, a STRING, b STRING, c STRING, d BOOLEAN, e STRING)
WITH ('connector' = 'print');

INSERT INTO answer
SELECT id, JSON_STRING(tags), JSON_STRING(place), JSON_STRING(attributes['size']), JSON_EXISTS(body, 'strict $.b.c' FALSE ON ERROR),
  JSON_OBJECT(KEY 'inner' VALUE JSON_OBJECT(KEY 'n' VALUE id), KEY 'list' VALUE JSON_ARRAY(1, 2))
FROM documents;
