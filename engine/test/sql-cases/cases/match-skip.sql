-- AFTER MATCH SKIP: past the last row, to the next row (also where nothing is written), to the first or last row of a variable.
CREATE TABLE ticks (
  symbol STRING,
  ts TIMESTAMP(3),
  price INT,
  tax INT,
  n INT,
  WATERMARK FOR ts AS ts - INTERVAL '2' SECOND
) WITH ('connector' = 'filesystem', 'path' = '${inputs}/ticks.json', 'format' = 'json');

CREATE TABLE past_last (symbol STRING, a INT, b INT) WITH ('connector' = 'print');
CREATE TABLE next_row (symbol STRING, a INT, b INT) WITH ('connector' = 'print');
CREATE TABLE not_written (symbol STRING, a INT, b INT) WITH ('connector' = 'print');
CREATE TABLE to_first (symbol STRING, a INT, b INT) WITH ('connector' = 'print');
CREATE TABLE to_last (symbol STRING, a INT, b INT) WITH ('connector' = 'print');
CREATE TABLE to_variable (symbol STRING, a INT, b INT) WITH ('connector' = 'print');

EXECUTE STATEMENT SET BEGIN
INSERT INTO past_last SELECT * FROM ticks MATCH_RECOGNIZE (PARTITION BY symbol ORDER BY ts MEASURES FIRST(A.n) AS a, LAST(B.n) AS b
  AFTER MATCH SKIP PAST LAST ROW PATTERN (A+ B{2}) DEFINE A AS A.price < 50, B AS B.price > 10);
INSERT INTO next_row SELECT * FROM ticks MATCH_RECOGNIZE (PARTITION BY symbol ORDER BY ts MEASURES FIRST(A.n) AS a, LAST(B.n) AS b
  AFTER MATCH SKIP TO NEXT ROW PATTERN (A+ B{2}) DEFINE A AS A.price < 50, B AS B.price > 10);
INSERT INTO not_written SELECT * FROM ticks MATCH_RECOGNIZE (PARTITION BY symbol ORDER BY ts MEASURES FIRST(A.n) AS a, LAST(B.n) AS b
  PATTERN (A+ B{2}) DEFINE A AS A.price < 50, B AS B.price > 10);
INSERT INTO to_first SELECT * FROM ticks MATCH_RECOGNIZE (PARTITION BY symbol ORDER BY ts MEASURES FIRST(A.n) AS a, LAST(B.n) AS b
  AFTER MATCH SKIP TO FIRST B PATTERN (A+ B{2}) DEFINE A AS A.price < 50, B AS B.price > 10);
INSERT INTO to_last SELECT * FROM ticks MATCH_RECOGNIZE (PARTITION BY symbol ORDER BY ts MEASURES FIRST(A.n) AS a, LAST(B.n) AS b
  AFTER MATCH SKIP TO LAST B PATTERN (A+ B{2}) DEFINE A AS A.price < 50, B AS B.price > 10);
INSERT INTO to_variable SELECT * FROM ticks MATCH_RECOGNIZE (PARTITION BY symbol ORDER BY ts MEASURES FIRST(A.n) AS a, LAST(B.n) AS b
  AFTER MATCH SKIP TO B PATTERN (A+ B{2}) DEFINE A AS A.price < 50, B AS B.price > 10);
END;
