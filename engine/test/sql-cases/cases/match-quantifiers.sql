-- MATCH_RECOGNIZE: every quantifier that Flink matches, greedy and reluctant; which of several matches at one row comes out.
CREATE TABLE ticks (
  symbol STRING,
  ts TIMESTAMP(3),
  price INT,
  tax INT,
  n INT,
  WATERMARK FOR ts AS ts - INTERVAL '2' SECOND
) WITH ('connector' = 'filesystem', 'path' = '${inputs}/ticks.json', 'format' = 'json');

CREATE TABLE plus_greedy (symbol STRING, a BIGINT, b INT) WITH ('connector' = 'print');
CREATE TABLE plus_reluctant (symbol STRING, a BIGINT, b INT) WITH ('connector' = 'print');
CREATE TABLE star_greedy (symbol STRING, a INT, b BIGINT, c INT) WITH ('connector' = 'print');
CREATE TABLE star_reluctant (symbol STRING, a INT, b BIGINT, c INT) WITH ('connector' = 'print');
CREATE TABLE optional_middle (symbol STRING, a INT, b INT, c INT) WITH ('connector' = 'print');
CREATE TABLE optional_last (symbol STRING, a INT, b INT) WITH ('connector' = 'print');
CREATE TABLE exactly (symbol STRING, a INT, b INT) WITH ('connector' = 'print');
CREATE TABLE at_least (symbol STRING, a BIGINT, b INT) WITH ('connector' = 'print');
CREATE TABLE between_greedy (symbol STRING, a BIGINT, b INT) WITH ('connector' = 'print');
CREATE TABLE between_reluctant (symbol STRING, a BIGINT, b BIGINT) WITH ('connector' = 'print');
CREATE TABLE up_to (symbol STRING, a INT, b BIGINT, c INT) WITH ('connector' = 'print');
CREATE TABLE last_reluctant (symbol STRING, a INT, b BIGINT) WITH ('connector' = 'print');

EXECUTE STATEMENT SET BEGIN
INSERT INTO plus_greedy SELECT * FROM ticks MATCH_RECOGNIZE (PARTITION BY symbol ORDER BY ts MEASURES COUNT(A.n) AS a, B.n AS b
  PATTERN (A+ B) DEFINE A AS A.price < 48, B AS B.price > 10);
INSERT INTO plus_reluctant SELECT * FROM ticks MATCH_RECOGNIZE (PARTITION BY symbol ORDER BY ts MEASURES COUNT(A.n) AS a, B.n AS b
  PATTERN (A+? B) DEFINE A AS A.price < 48, B AS B.price > 10);
INSERT INTO star_greedy SELECT * FROM ticks MATCH_RECOGNIZE (PARTITION BY symbol ORDER BY ts MEASURES A.n AS a, COUNT(B.n) AS b, C.n AS c
  PATTERN (A B* C) DEFINE B AS B.tax = 1, C AS C.price > 11);
INSERT INTO star_reluctant SELECT * FROM ticks MATCH_RECOGNIZE (PARTITION BY symbol ORDER BY ts MEASURES A.n AS a, COUNT(B.n) AS b, C.n AS c
  PATTERN (A B*? C) DEFINE B AS B.tax = 1, C AS C.price > 11);
INSERT INTO optional_middle SELECT * FROM ticks MATCH_RECOGNIZE (PARTITION BY symbol ORDER BY ts MEASURES A.n AS a, B.n AS b, C.n AS c
  PATTERN (A B? C) DEFINE B AS B.tax = 1, C AS C.price > 11);
INSERT INTO optional_last SELECT * FROM ticks MATCH_RECOGNIZE (PARTITION BY symbol ORDER BY ts MEASURES A.n AS a, B.n AS b
  PATTERN (A B?) DEFINE A AS A.price > 15);
INSERT INTO exactly SELECT * FROM ticks MATCH_RECOGNIZE (PARTITION BY symbol ORDER BY ts MEASURES FIRST(A.n) AS a, B.n AS b
  PATTERN (A{3} B) DEFINE A AS A.tax = 1);
INSERT INTO at_least SELECT * FROM ticks MATCH_RECOGNIZE (PARTITION BY symbol ORDER BY ts MEASURES COUNT(A.n) AS a, B.n AS b
  PATTERN (A{2,} B) DEFINE A AS A.tax = 1);
INSERT INTO between_greedy SELECT * FROM ticks MATCH_RECOGNIZE (PARTITION BY symbol ORDER BY ts MEASURES COUNT(A.n) AS a, B.n AS b
  PATTERN (A{1,2} B) DEFINE A AS A.tax = 1);
INSERT INTO between_reluctant SELECT * FROM ticks MATCH_RECOGNIZE (PARTITION BY symbol ORDER BY ts MEASURES COUNT(A.n) AS a, COUNT(B.n) AS b
  PATTERN (A{1,3}? B{2}) DEFINE A AS A.price < 48);
INSERT INTO up_to SELECT * FROM ticks MATCH_RECOGNIZE (PARTITION BY symbol ORDER BY ts MEASURES A.n AS a, COUNT(B.n) AS b, C.n AS c
  PATTERN (A B{0,2} C) DEFINE B AS B.price > A.price, C AS C.price < 45);
INSERT INTO last_reluctant SELECT * FROM ticks MATCH_RECOGNIZE (PARTITION BY symbol ORDER BY ts MEASURES A.n AS a, COUNT(B.n) AS b
  PATTERN (A B{2,}?) DEFINE B AS B.price > A.price);
END;
