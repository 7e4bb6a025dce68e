-- DECIMAL results keep the precision and scale of the rules.
CREATE TABLE numbers (id INT, amount DECIMAL(11, 3), n INT, x DOUBLE)
WITH ('connector' = 'filesystem', 'path' = '${inputs}/numbers.json', 'format' = 'json');

CREATE TABLE answer (id INT, s DECIMAL(12, 3), t DECIMAL(22, 3), q DECIMAL(31, 14), m DECIMAL(11, 3), r DECIMAL(10, 1), neg DECIMAL(11, 3), a DECIMAL(11, 3), c DECIMAL(11, 0))
WITH ('connector' = 'print');

INSERT INTO answer
SELECT id, amount + CAST(0.005 AS DECIMAL(4, 3)), amount * n, amount / CAST(3 AS DECIMAL(2, 1)), MOD(amount, CAST(7 AS DECIMAL(3, 0))), ROUND(amount, 1), -amount, ABS(amount), CEIL(amount)
FROM numbers;
