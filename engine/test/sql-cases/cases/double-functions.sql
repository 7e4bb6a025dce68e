-- DOUBLE arithmetic and rounding.
CREATE TABLE numbers (id INT, amount DECIMAL(11, 3), n INT, x DOUBLE)
WITH ('connector' = 'filesystem', 'path' = '${inputs}/numbers.json', 'format' = 'json');

CREATE TABLE answer (id INT, a DOUBLE, b DOUBLE, c DOUBLE, d DOUBLE, e DOUBLE, f BIGINT)
WITH ('connector' = 'print');

INSERT INTO answer
SELECT id, x * 2, ROUND(x, 2), FLOOR(x), CEIL(x), POWER(x, 2), CAST(x AS BIGINT) FROM numbers WHERE x IS NULL OR ABS(x) < 1000;
