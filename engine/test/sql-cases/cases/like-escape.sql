-- LIKE with escapes, with percent and underscore as text, and across lines.
CREATE TABLE texts (id INT, t STRING, n STRING)
WITH ('connector' = 'filesystem', 'path' = '${inputs}/texts.json', 'format' = 'json');

CREATE TABLE answer (id INT, a BOOLEAN, b BOOLEAN, c BOOLEAN, d BOOLEAN, e BOOLEAN, f BOOLEAN)
WITH ('connector' = 'print');

INSERT INTO answer
SELECT id, t LIKE '%!%%' ESCAPE '!', t LIKE 'a!_b' ESCAPE '!', t LIKE 'a_b', t NOT LIKE '%b%', t LIKE 'a%c', t LIKE '%a\\b%' FROM texts;
