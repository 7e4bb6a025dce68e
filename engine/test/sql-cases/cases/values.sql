-- Rows from VALUES.

CREATE TABLE answer (a INT, b STRING, c DECIMAL(5, 2))
WITH ('connector' = 'print');

INSERT INTO answer
SELECT * FROM (VALUES (1, 'x', 1.50), (2, 'y', 22.75), (3, CAST(NULL AS STRING), 0.05)) AS t (a, b, c) WHERE a <> 2;
