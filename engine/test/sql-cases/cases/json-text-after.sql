-- JSON functions read the first value of a text and look no further; what is broken from the start is none.
CREATE TABLE answer (s STRING, a STRING, b BOOLEAN, c STRING, d STRING, e BOOLEAN, f BOOLEAN, g BOOLEAN)
WITH ('connector' = 'print');

INSERT INTO answer
SELECT s, JSON_VALUE(s, '$.a'), JSON_EXISTS(s, '$.a'), JSON_QUERY(s, '$'), JSON_VALUE(s, '$' DEFAULT 'none' ON ERROR),
  s IS JSON, s IS JSON OBJECT, s IS JSON SCALAR
FROM (VALUES ('{"a":1} x'), ('{"a":1}-a'), ('12 a'), ('[1] ]'), ('{"a":1, "a":2}'), (' {"a":1}'), ('{a:1}'), ('{"a":01}'),
  ('{"a":1,} '), ('12-'), ('1 2'), ('12,3'), ('true-a'), ('truest'), ('"a"b'), ('"a{" }'), ('{"a":"}"} }'), ('-1.50 '), (''),
  ('null x'), ('[{"a":[1]}]{'), ('{"a":"\"}"}"')) AS t (s);
