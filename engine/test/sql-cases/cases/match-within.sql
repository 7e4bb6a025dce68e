-- WITHIN: a match that is as long as the bound is none; a match that waits for an earlier one comes out when that is too long.
CREATE TABLE ticks (
  symbol STRING,
  ts TIMESTAMP(3),
  price INT,
  tax INT,
  n INT,
  WATERMARK FOR ts AS ts - INTERVAL '2' SECOND
) WITH ('connector' = 'filesystem', 'path' = '${inputs}/ticks.json', 'format' = 'json', 'scan.watermark.emit.strategy' = 'on-event');

CREATE TABLE rises (symbol STRING, a INT, b INT, matched TIMESTAMP(3)) WITH ('connector' = 'print');
CREATE TABLE waiting (symbol STRING, a INT, c INT, matched TIMESTAMP(3)) WITH ('connector' = 'print');
CREATE TABLE endless (symbol STRING, a INT, b INT) WITH ('connector' = 'print');

EXECUTE STATEMENT SET BEGIN
INSERT INTO rises SELECT * FROM ticks MATCH_RECOGNIZE (PARTITION BY symbol ORDER BY ts MEASURES FIRST(A.n) AS a, B.n AS b, MATCH_ROWTIME() AS matched
  AFTER MATCH SKIP PAST LAST ROW PATTERN (A+ B) WITHIN INTERVAL '3' SECOND DEFINE A AS A.price < 50, B AS B.price > 15);
INSERT INTO waiting SELECT * FROM ticks MATCH_RECOGNIZE (PARTITION BY symbol ORDER BY ts MEASURES A.n AS a, C.n AS c, MATCH_ROWTIME() AS matched
  PATTERN (A B*? C) WITHIN INTERVAL '5' SECOND DEFINE A AS A.tax = 1, C AS C.price > A.price + 4);
INSERT INTO endless SELECT * FROM ticks MATCH_RECOGNIZE (PARTITION BY symbol ORDER BY ts MEASURES FIRST(A.n) AS a, B.n AS b
  AFTER MATCH SKIP PAST LAST ROW PATTERN (A+ B) WITHIN INTERVAL '0' SECOND DEFINE A AS A.price < 50, B AS B.price > 15);
END;
