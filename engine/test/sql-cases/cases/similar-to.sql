-- SIMILAR TO: wildcards, classes and repetition; the dot is any character, as in Flink.
CREATE TABLE answer (s STRING, a BOOLEAN, b BOOLEAN, c BOOLEAN, d BOOLEAN, e BOOLEAN, f BOOLEAN, g BOOLEAN, h BOOLEAN, i BOOLEAN, j BOOLEAN)
WITH ('connector' = 'print');

INSERT INTO answer
SELECT s, s SIMILAR TO '[a-z].*', s SIMILAR TO 'a.c', s SIMILAR TO 'a%', s SIMILAR TO 'a_c', s SIMILAR TO '(a|b)%',
  s SIMILAR TO '[^a]%', s SIMILAR TO 'a+b?c{2}', s SIMILAR TO '^a%', s SIMILAR TO 'a$%', s SIMILAR TO 'a!%%' ESCAPE '!'
FROM (VALUES ('a'), ('abc'), ('a.c'), ('b.'), ('xyz'), ('A'), ('aab'), ('aacc'), ('a.*'), ('a$b'), ('a/b'), ('a' || CHR(10) || 'c'), (CAST(NULL AS STRING))) AS t (s);
