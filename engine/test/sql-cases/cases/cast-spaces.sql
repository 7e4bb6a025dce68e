-- Spaces around a text that is cast to a number, a boolean or a time.

CREATE TABLE answer (a INT, b BIGINT, c DECIMAL(6, 2), d DOUBLE, e BOOLEAN, f DATE, g TIMESTAMP(3), h SMALLINT, i INT)
WITH ('connector' = 'print');

INSERT INTO answer
SELECT TRY_CAST(t AS INT), TRY_CAST(t AS BIGINT), TRY_CAST(t AS DECIMAL(6, 2)), TRY_CAST(t AS DOUBLE), TRY_CAST(t AS BOOLEAN), TRY_CAST(t AS DATE), TRY_CAST(t AS TIMESTAMP(3)), TRY_CAST(t AS SMALLINT), n
FROM (VALUES (' 1 ', 1), (U&' \0009\000a2\000a ', 2), (' true ', 3), (' 2024-01-15 ', 4), (' 2024-01-15 10:20:30 ', 5), ('1 2', 6), (' ', 7), (U&'\00a03\00a0', 8), (U&'\000d4\000c', 9), ('- 5', 10), (' 1.9 ', 11)) AS t (t, n);
