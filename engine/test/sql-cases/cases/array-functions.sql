-- Arrays and maps built and taken apart.
CREATE TABLE documents (
  id INT,
  ts TIMESTAMP(3),
  body STRING,
  place ROW<country STRING, region STRING, point ARRAY<INT>>,
  tags ARRAY<STRING>,
  attributes MAP<STRING, STRING>
) WITH ('connector' = 'filesystem', 'path' = '${inputs}/documents.json', 'format' = 'json');

CREATE TABLE answer (id INT, a ARRAY<STRING>, b BOOLEAN, c INT, d STRING, e STRING, f ARRAY<INT>, g INT, h INT)
WITH ('connector' = 'print');

INSERT INTO answer
SELECT id, ARRAY_DISTINCT(tags), ARRAY_CONTAINS(tags, 'x'), ARRAY_POSITION(tags, 'y'), ARRAY_JOIN(tags, '+', 'none'), ARRAY['p', 'q'][2],
  ARRAY_REVERSE(place.point), CARDINALITY(attributes), CARDINALITY(MAP_KEYS(attributes))
FROM documents;
