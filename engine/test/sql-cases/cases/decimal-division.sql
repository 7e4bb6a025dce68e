-- DECIMAL division, averages and rounding at the edges.
CREATE TABLE numbers (id INT, amount DECIMAL(11, 3), n INT, x DOUBLE)
WITH ('connector' = 'filesystem', 'path' = '${inputs}/numbers.json', 'format' = 'json');

CREATE TABLE answer (id INT, a DECIMAL(38, 10), b DECIMAL(38, 10), c DECIMAL(38, 10), d DECIMAL(20, 2), e DECIMAL(20, 0), f DECIMAL(12, 2), g DECIMAL(38, 12), h DECIMAL(12, 1))
WITH ('connector' = 'print');

INSERT INTO answer
SELECT id, amount / 7, amount / CAST(0.003 AS DECIMAL(4, 3)), CAST(n AS DECIMAL(10, 0)) / CAST(3 AS DECIMAL(1, 0)), amount * CAST(1.005 AS DECIMAL(4, 3)),
  ROUND(amount, 0), CAST(amount AS DECIMAL(12, 2)), amount * amount / CAST(9.99 AS DECIMAL(3, 2)), TRUNCATE(amount, 1)
FROM numbers;
