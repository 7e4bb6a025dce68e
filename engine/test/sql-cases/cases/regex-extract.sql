-- REGEXP_EXTRACT with groups, without a match, and with a group that took no part.
CREATE TABLE texts (id INT, t STRING, n STRING)
WITH ('connector' = 'filesystem', 'path' = '${inputs}/texts.json', 'format' = 'json');

CREATE TABLE answer (id INT, a STRING, b STRING, c STRING, d STRING, e STRING, f BOOLEAN)
WITH ('connector' = 'print');

INSERT INTO answer
SELECT id, REGEXP_EXTRACT(t, '(&|^)other=([^&]*)', 2), REGEXP_EXTRACT(t, 'nothing(x)', 1), REGEXP_EXTRACT(t, '[0-9]+'), REGEXP_EXTRACT(t, '(q)?(\w+)', 1), REGEXP_REPLACE(t, '(\w+)=(\w+)', '$2=$1'), REGEXP(t, '\d{2}') FROM texts;
