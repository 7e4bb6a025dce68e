-- CREATE FUNCTION and calls of what it makes.
CREATE TEMPORARY FUNCTION count_char AS 'shop.millrace.functions.CountChar';
CREATE TABLE edges (id INT, s STRING, by1 BYTES)
WITH ('connector' = 'filesystem', 'path' = '${inputs}/edges.json', 'format' = 'json');
CREATE TABLE answer (id INT, n BIGINT) WITH ('connector' = 'print');

-- refused:
INSERT INTO answer SELECT id, count_char(s) FROM edges;
INSERT INTO answer SELECT id, count_char(s, 'a', 'b') FROM edges;
INSERT INTO answer SELECT id, count_char(id, 'a') FROM edges;
INSERT INTO answer SELECT id, count_char(s, by1) FROM edges;
INSERT INTO answer SELECT id, count_chars(s, 'a') FROM edges;
CREATE TEMPORARY FUNCTION count_char AS 'shop.millrace.functions.CountChar';
CREATE SYSTEM FUNCTION other AS 'shop.millrace.functions.CountChar';
DROP TEMPORARY FUNCTION nothing;
