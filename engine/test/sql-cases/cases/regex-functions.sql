-- LIKE, SIMILAR TO and regular expressions.
CREATE TABLE words (id INT, word STRING, n INT)
WITH ('connector' = 'filesystem', 'path' = '${inputs}/words.json', 'format' = 'json');

CREATE TABLE answer (id INT, a BOOLEAN, b BOOLEAN, c BOOLEAN, d STRING, e STRING, f BOOLEAN)
WITH ('connector' = 'print');

INSERT INTO answer
SELECT id, word LIKE '%e%', word LIKE 'a!%b%' ESCAPE '!', word SIMILAR TO '[0-9]+(-[0-9]+)*', REGEXP_EXTRACT(word, '(\w+)-(\w+)', 2),
  REGEXP_REPLACE(word, '[aeiou]', '_'), REGEXP(word, '^[A-Z]')
FROM words;
