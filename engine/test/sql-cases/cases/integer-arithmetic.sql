-- Integer division truncates, MOD keeps the sign.
CREATE TABLE numbers (id INT, amount DECIMAL(11, 3), n INT, x DOUBLE)
WITH ('connector' = 'filesystem', 'path' = '${inputs}/numbers.json', 'format' = 'json');

CREATE TABLE answer (id INT, d INT, m INT, b BIGINT, s INT, f INT)
WITH ('connector' = 'print');

INSERT INTO answer
SELECT id, n / 4, MOD(n, 4), CAST(n AS BIGINT) * 1000, SIGN(n), n % 5 FROM numbers;
