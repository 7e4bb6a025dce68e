-- Another delimiter and quote, comments, a null literal, dates and times, arrays; broken rows are left out.
CREATE TABLE mixed (id INT, name STRING, d DATE, t TIME(0), ts TIMESTAMP(3), n DECIMAL(8, 3), b BOOLEAN, a ARRAY<STRING>)
WITH (
  'connector' = 'filesystem', 'path' = '${inputs}/semicolons.csv', 'format' = 'csv', 'csv.field-delimiter' = ';',
  'csv.quote-character' = '''', 'csv.allow-comments' = 'true', 'csv.null-literal' = 'n/a',
  'csv.array-element-delimiter' = ',', 'csv.ignore-parse-errors' = 'true'
);

CREATE TABLE answer (id INT, name STRING, d DATE, t TIME(0), ts TIMESTAMP(3), n DECIMAL(8, 3), b BOOLEAN, a STRING, c INT)
WITH ('connector' = 'print');

INSERT INTO answer
SELECT id, name, d, t, ts, n, b, a[1], CARDINALITY(a) FROM mixed;
