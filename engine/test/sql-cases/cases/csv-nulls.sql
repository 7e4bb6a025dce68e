-- The null literal in arrays and rows; missing fields.
CREATE TABLE mixed (id INT, a ARRAY<STRING>, r ROW<s STRING, n INT>, t STRING)
WITH ('connector' = 'filesystem', 'path' = '${inputs}/nulls.csv', 'format' = 'csv', 'csv.null-literal' = '', 'csv.ignore-parse-errors' = 'true');

CREATE TABLE answer (id INT, a ARRAY<STRING>, n INT, r ROW<s STRING, n INT>, t STRING)
WITH ('connector' = 'print');

INSERT INTO answer
SELECT id, a, CARDINALITY(a), r, t FROM mixed;
