-- More text functions.
CREATE TABLE words (id INT, word STRING, n INT)
WITH ('connector' = 'filesystem', 'path' = '${inputs}/words.json', 'format' = 'json');

CREATE TABLE answer (id INT, a STRING, b STRING, c STRING, d STRING, e STRING, f STRING, g STRING, h STRING, i INT, j BOOLEAN)
WITH ('connector' = 'print');

INSERT INTO answer
SELECT id, LEFT(word, 3), RIGHT(word, 3), REPEAT(word, 2), RTRIM(word), LTRIM(word), OVERLAY(word PLACING 'XX' FROM 3 FOR 3),
  CONCAT_WS('-', word, 'x', CAST(n AS STRING)), LOWER(word), INSTR(word, 'e'), word LIKE 'a%'
FROM words;
