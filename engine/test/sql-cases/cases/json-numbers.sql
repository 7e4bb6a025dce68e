-- Numbers keep their spelling, whether or not others in the same document have a fraction or an exponent.
CREATE TABLE answer (js STRING, a STRING, c STRING, d STRING, e STRING) WITH ('connector' = 'print');

INSERT INTO answer
SELECT js, JSON_VALUE(js, '$.a'), JSON_VALUE(js, '$.in.a'), JSON_QUERY(js, '$.in'),
  JSON_VALUE(js, '$.list[1]')
FROM (VALUES
  ('{"a": 7, "in": {"a": 12}, "list": [1, 2]}'),
  ('{"a": 7.0, "in": {"a": 12}, "list": [1, 2.50]}'),
  ('{"a": -0, "in": {"a": -0.00}, "list": [1, -0e1]}'),
  ('{"a": 0, "in": {"a": -0}, "list": [1, -0]}'),
  ('{"a": 7e0, "in": {"a": 1E2}, "list": [1, 10]}'),
  ('{"a": 9007199254740993, "in": {"a": -9007199254740991}, "list": [1, 12345678901234567890]}'),
  ('{"a": 7, "in": {"a": "1.5"}, "list": ["2e3", 4]}'),
  ('{"a": 1, "a": 2, "in": {"a": 3, "a": 4}, "list": [5, 6]} and more 1.5')
) AS t (js);
