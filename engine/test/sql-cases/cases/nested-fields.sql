-- Fields of rows, elements of arrays and values of maps.
CREATE TABLE documents (
  id INT,
  ts TIMESTAMP(3),
  body STRING,
  place ROW<country STRING, region STRING, point ARRAY<INT>>,
  tags ARRAY<STRING>,
  attributes MAP<STRING, STRING>
) WITH ('connector' = 'filesystem', 'path' = '${inputs}/documents.json', 'format' = 'json');

CREATE TABLE answer (id INT, a STRING, b STRING, c INT, d STRING, e STRING, f INT)
WITH ('connector' = 'print');

INSERT INTO answer
SELECT id, d.place.country, d.place.region, d.place.point[2], d.tags[1], d.attributes['size'], CARDINALITY(d.tags) FROM documents AS d;
