-- Text functions count in code points.
CREATE TABLE words (id INT, word STRING, n INT)
WITH ('connector' = 'filesystem', 'path' = '${inputs}/words.json', 'format' = 'json');

CREATE TABLE answer (id INT, a STRING, b INT, c STRING, d STRING, e STRING, f STRING, g STRING, h INT, i STRING, j STRING, k STRING, l STRING)
WITH ('connector' = 'print');

INSERT INTO answer
SELECT id, UPPER(word), CHAR_LENGTH(word), SUBSTRING(word, 2, 3), TRIM(word), REPLACE(word, 'a', 'A'), LPAD(word, 6, '*'),
  CONCAT(word, '!', CAST(n AS STRING)), POSITION('a' IN word), REVERSE(word), INITCAP(word), SPLIT_INDEX(word, '-', n), word || '|'
FROM words;
