-- Hashes and base 64.
CREATE TABLE words (id INT, word STRING, n INT)
WITH ('connector' = 'filesystem', 'path' = '${inputs}/words.json', 'format' = 'json');

CREATE TABLE answer (id INT, a STRING, b STRING, c STRING, d STRING)
WITH ('connector' = 'print');

INSERT INTO answer
SELECT id, MD5(word), SHA1(word), SHA256(word), TO_BASE64(word) FROM words;
