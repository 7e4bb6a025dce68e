-- A function of the user, a class on Flink and its twin here: in expressions, filters, a view, and with NULLs.
CREATE TEMPORARY FUNCTION count_char AS 'shop.millrace.functions.CountChar';
CREATE TABLE edges (id INT, s STRING, t STRING)
WITH ('connector' = 'filesystem', 'path' = '${inputs}/edges.json', 'format' = 'json');
CREATE VIEW counted AS SELECT id, s, COUNT_CHAR(s, 'l') AS l FROM edges;
CREATE TABLE answer (id INT, l BIGINT, own BIGINT, twice BIGINT) WITH ('connector' = 'print');

INSERT INTO answer SELECT id, l, count_char(s, 'x'), count_char(s || s, SUBSTRING(s, 1, 1)) FROM counted WHERE count_char(s, 'z') = 0;
