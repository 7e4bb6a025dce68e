-- SPLIT, SPLIT_INDEX, STR_TO_MAP and PARSE_URL.
CREATE TABLE texts (id INT, t STRING, n STRING)
WITH ('connector' = 'filesystem', 'path' = '${inputs}/texts.json', 'format' = 'json');

CREATE TABLE answer (id INT, a STRING, b INT, c STRING, d STRING, e STRING, f STRING, g STRING, h STRING)
WITH ('connector' = 'print');

INSERT INTO answer
SELECT id, SPLIT(t, ',')[1], CARDINALITY(SPLIT(t, ',')), SPLIT_INDEX(t, '=', 1), SPLIT_INDEX(t, '/', 9), STR_TO_MAP(t, '&', '=')['other'], PARSE_URL(t, 'HOST'), PARSE_URL(t, 'QUERY', 'r'), PARSE_URL(t, 'PATH') FROM texts;
