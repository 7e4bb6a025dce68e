-- SUBSTRING, LEFT, POSITION, LOCATE and padding at and past the ends.
CREATE TABLE texts (id INT, t STRING, n STRING)
WITH ('connector' = 'filesystem', 'path' = '${inputs}/texts.json', 'format' = 'json');

CREATE TABLE answer (id INT, a STRING, b STRING, c STRING, d STRING, e INT, f INT, g STRING, h STRING, i STRING, j STRING)
WITH ('connector' = 'print');

INSERT INTO answer
SELECT id, SUBSTRING(t, 0, 3), SUBSTRING(t, -3), SUBSTRING(t, 3, 100), LEFT(t, 0), POSITION('' IN t), LOCATE('b', t, 2), LPAD(t, 2, 'xy'), RPAD(t, 14, 'xy'), TRIM(LEADING 'a' FROM t), TRIM(BOTH 'c' FROM t) FROM texts;
