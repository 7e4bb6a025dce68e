-- FIRST and LAST with offsets, PREV of other variables, names without a variable, variables without rows or without a definition.
CREATE TABLE ticks (
  symbol STRING,
  ts TIMESTAMP(3),
  price INT,
  tax INT,
  n INT,
  WATERMARK FOR ts AS ts - INTERVAL '2' SECOND
) WITH ('connector' = 'filesystem', 'path' = '${inputs}/ticks.json', 'format' = 'json');

CREATE TABLE measured (symbol STRING, a INT, first_of_all INT, second_of_all INT, last_but_one INT, computed INT, beyond INT, missing INT, never INT, b INT) WITH ('connector' = 'print');
CREATE TABLE zigzag (symbol STRING, n BIGINT, b INT) WITH ('connector' = 'print');
CREATE TABLE from_the_first (symbol STRING, n BIGINT, b INT) WITH ('connector' = 'print');
CREATE TABLE by_previous (symbol STRING, a INT, b INT) WITH ('connector' = 'print');
CREATE TABLE whatever (symbol STRING, a INT, b INT) WITH ('connector' = 'print');

EXECUTE STATEMENT SET BEGIN
INSERT INTO measured SELECT * FROM ticks MATCH_RECOGNIZE (PARTITION BY symbol ORDER BY ts
  MEASURES A.n AS a, FIRST(n) AS first_of_all, FIRST(n, 1) AS second_of_all, LAST(n, 1) AS last_but_one, FIRST((A.price + 1) * A.tax, 1) AS computed,
    LAST(A.n, 7) AS beyond, C.n AS missing, Z.n AS never, n AS b
  AFTER MATCH SKIP PAST LAST ROW PATTERN (A{2,} C{0,2} B) DEFINE A AS A.price < 50, B AS B.price > 10, C AS C.price = 0, Z AS Z.price > 0);
INSERT INTO zigzag SELECT * FROM ticks MATCH_RECOGNIZE (PARTITION BY symbol ORDER BY ts MEASURES COUNT(A.n) AS n, B.n AS b
  PATTERN (A{2,} B) DEFINE A AS LAST(A.price, 1) IS NULL OR A.price <> LAST(A.price, 1), B AS B.price > LAST(A.price, 1));
INSERT INTO from_the_first SELECT * FROM ticks MATCH_RECOGNIZE (PARTITION BY symbol ORDER BY ts MEASURES COUNT(A.n) AS n, B.n AS b
  PATTERN (A+ B) DEFINE A AS A.price >= FIRST(A.price) AND FIRST(price, 1) IS NOT NULL, B AS B.price < FIRST(A.price));
INSERT INTO by_previous SELECT * FROM ticks MATCH_RECOGNIZE (PARTITION BY symbol ORDER BY ts MEASURES FIRST(A.n) AS a, B.n AS b
  PATTERN (A+ B) DEFINE A AS PREV(price) IS NULL OR price > PREV(price), B AS B.price < PREV(A.price) AND B.price >= PREV(B.price, 0));
INSERT INTO whatever SELECT * FROM ticks MATCH_RECOGNIZE (PARTITION BY symbol ORDER BY ts MEASURES A.n AS a, B.n AS b
  AFTER MATCH SKIP PAST LAST ROW PATTERN (A X Y B) DEFINE A AS A.tax = 2);
END;
