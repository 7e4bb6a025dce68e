-- Types without a length: VARCHAR and VARBINARY take any, CHAR and BINARY hold one.
CREATE TABLE answer (a VARCHAR, b VARBINARY, c CHAR, d BINARY, e VARCHAR(2), f VARCHAR, g CHAR, h VARCHAR)
WITH ('connector' = 'print');

INSERT INTO answer
SELECT 'abc', X'010203', 'abc', X'010203', 'abc', CAST('abc' AS VARCHAR), CAST('abc' AS CHAR), CAST(12.5 AS VARCHAR);
