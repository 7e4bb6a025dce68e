-- The time of a match goes on: windows, and a further match, over matches; rows of one time in a second order; no partition.
CREATE TABLE ticks (
  symbol STRING,
  ts TIMESTAMP(3),
  price INT,
  tax INT,
  n INT,
  WATERMARK FOR ts AS ts - INTERVAL '2' SECOND
) WITH ('connector' = 'filesystem', 'path' = '${inputs}/ticks.json', 'format' = 'json');

CREATE TABLE windows (window_start TIMESTAMP(3), window_end TIMESTAMP(3), n BIGINT, total INT) WITH ('connector' = 'print');
CREATE TABLE older_windows (started TIMESTAMP(3), n BIGINT) WITH ('connector' = 'print');
CREATE TABLE of_matches (symbol STRING, x INT, y INT) WITH ('connector' = 'print');
CREATE TABLE in_order (a INT, b INT, c INT) WITH ('connector' = 'print');
CREATE TABLE defined (symbol STRING, b INT, later TIMESTAMP(3), plain TIMESTAMP(3)) WITH ('connector' = 'print');

EXECUTE STATEMENT SET BEGIN
INSERT INTO windows
WITH rises AS (
  SELECT * FROM ticks MATCH_RECOGNIZE (PARTITION BY symbol ORDER BY ts MEASURES B.n AS n, MATCH_ROWTIME() AS matched PATTERN (A B) DEFINE B AS B.price > A.price)
)
SELECT window_start, window_end, COUNT(*), SUM(n) FROM TABLE(TUMBLE(TABLE rises, DESCRIPTOR(matched), INTERVAL '5' SECOND)) GROUP BY window_start, window_end;
INSERT INTO older_windows
SELECT TUMBLE_START(matched, INTERVAL '10' SECOND), COUNT(*)
FROM ticks MATCH_RECOGNIZE (PARTITION BY symbol ORDER BY ts MEASURES MATCH_ROWTIME(ts) AS matched PATTERN (A B) DEFINE B AS B.price > A.price)
GROUP BY TUMBLE(matched, INTERVAL '10' SECOND);
INSERT INTO of_matches
SELECT * FROM (
  SELECT * FROM ticks MATCH_RECOGNIZE (PARTITION BY symbol ORDER BY ts MEASURES B.n AS n, MATCH_ROWTIME() AS matched PATTERN (A B) DEFINE B AS B.price > A.price)
) MATCH_RECOGNIZE (PARTITION BY symbol ORDER BY matched MEASURES X.n AS x, Y.n AS y PATTERN (X Y) DEFINE Y AS Y.n > X.n + 2);
INSERT INTO in_order
SELECT * FROM ticks MATCH_RECOGNIZE (ORDER BY ts, price DESC, n MEASURES A.n AS a, B.n AS b, C.n AS c AFTER MATCH SKIP PAST LAST ROW PATTERN (A B C) DEFINE B AS TRUE);
INSERT INTO defined
SELECT * FROM ticks MATCH_RECOGNIZE (PARTITION BY symbol ORDER BY ts MEASURES B.n AS b, MATCH_ROWTIME() + INTERVAL '1' SECOND AS later, A.ts AS plain
  PATTERN (A B) DEFINE B AS B.price > A.price AND MATCH_ROWTIME() > TIMESTAMP '2024-01-15 10:00:05');
END;
