-- Products of wide decimals lose scale as the rules say; an overflow is NULL.
CREATE TABLE numbers (id INT, amount DECIMAL(11, 3), n INT, x DOUBLE)
WITH ('connector' = 'filesystem', 'path' = '${inputs}/numbers.json', 'format' = 'json');

CREATE TABLE answer (id INT, a DECIMAL(38, 6), b DECIMAL(38, 6), c DECIMAL(38, 3), d DECIMAL(38, 18))
WITH ('connector' = 'print');

INSERT INTO answer
SELECT id, CAST(amount AS DECIMAL(30, 10)) * CAST(amount AS DECIMAL(30, 10)), CAST(amount AS DECIMAL(38, 18)) / CAST(0.000007 AS DECIMAL(38, 18)),
  CAST(amount AS DECIMAL(38, 3)) + CAST(amount AS DECIMAL(20, 10)), CAST(amount AS DECIMAL(38, 18)) - CAST(0.5 AS DECIMAL(2, 1))
FROM numbers;
