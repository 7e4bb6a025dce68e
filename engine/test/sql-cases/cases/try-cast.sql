-- TRY_CAST gives NULL where CAST would fail.
CREATE TABLE texts (id INT, t STRING, n STRING)
WITH ('connector' = 'filesystem', 'path' = '${inputs}/texts.json', 'format' = 'json');

CREATE TABLE answer (id INT, a INT, b BIGINT, c DECIMAL(6, 2), d DOUBLE, e BOOLEAN, f DATE, g TIMESTAMP(3), h SMALLINT, i TINYINT)
WITH ('connector' = 'print');

INSERT INTO answer
SELECT id, TRY_CAST(n AS INT), TRY_CAST(n AS BIGINT), TRY_CAST(n AS DECIMAL(6, 2)), TRY_CAST(n AS DOUBLE), TRY_CAST(n AS BOOLEAN), TRY_CAST(n AS DATE), TRY_CAST('2024-01-15 0' || n AS TIMESTAMP(3)), TRY_CAST(n AS SMALLINT), TRY_CAST(n AS TINYINT) FROM texts;
