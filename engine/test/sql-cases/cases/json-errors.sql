-- JSON_VALUE with DEFAULT ON EMPTY and ON ERROR, over null, scalars and broken documents.

CREATE TABLE answer (a STRING, b STRING, c STRING, d STRING, e STRING, f STRING)
WITH ('connector' = 'print');

INSERT INTO answer
SELECT body, JSON_VALUE(body, 'lax $.b.c' DEFAULT 'empty' ON EMPTY DEFAULT 'error' ON ERROR), JSON_VALUE(body, 'strict $.b' DEFAULT 'empty' ON EMPTY DEFAULT 'error' ON ERROR),
  JSON_VALUE(body, '$' DEFAULT 'empty' ON EMPTY DEFAULT 'error' ON ERROR), JSON_QUERY(body, '$' EMPTY OBJECT ON EMPTY EMPTY ARRAY ON ERROR), CAST(JSON_EXISTS(body, '$') AS STRING)
FROM (VALUES ('null'), ('1'), ('"x"'), ('[]'), ('[{"b":1}]'), ('{}'), ('{"b":null}'), ('{"b":{"c":null}}'), ('{"b":{"c":[1]}}'), ('{"b":{"c":true}}'), ('{"b":[1,2]}'), (''), ('{'), (CAST(NULL AS STRING))) AS t (body);
