-- A JSON null, as the document and below it, in lax and in strict mode.

CREATE TABLE answer (body STRING, a STRING, b BOOLEAN, c BOOLEAN, d BOOLEAN, e STRING, f STRING, g STRING)
WITH ('connector' = 'print');

INSERT INTO answer
SELECT body, JSON_QUERY(body, 'strict $.b' EMPTY OBJECT ON EMPTY EMPTY ARRAY ON ERROR), JSON_EXISTS(body, 'strict $.b' TRUE ON ERROR), JSON_EXISTS(body, 'lax $.b' TRUE ON ERROR),
  JSON_EXISTS(body, '$' UNKNOWN ON ERROR), JSON_QUERY(body, 'lax $.b' EMPTY OBJECT ON EMPTY EMPTY ARRAY ON ERROR), JSON_VALUE(body, 'strict $.b' DEFAULT 'empty' ON EMPTY DEFAULT 'error' ON ERROR),
  JSON_QUERY(body, 'strict $.b' WITH WRAPPER EMPTY OBJECT ON EMPTY EMPTY ARRAY ON ERROR)
FROM (VALUES ('null'), (' null '), ('{"b":null}'), ('{"b":1}'), ('{}'), ('[null]'), ('x')) AS t (body);
