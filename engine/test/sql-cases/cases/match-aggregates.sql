-- Aggregates over the rows of a variable and over all rows of a match, in MEASURES and, with the row in question, in DEFINE.
CREATE TABLE ticks (
  symbol STRING,
  ts TIMESTAMP(3),
  price INT,
  tax INT,
  n INT,
  WATERMARK FOR ts AS ts - INTERVAL '2' SECOND
) WITH ('connector' = 'filesystem', 'path' = '${inputs}/ticks.json', 'format' = 'json');

CREATE TABLE measured (symbol STRING, n BIGINT, total INT, taxed INT, average INT, least INT, greatest INT, all_rows BIGINT, whole INT, priced BIGINT, names STRING, numbers STRING) WITH ('connector' = 'print');
CREATE TABLE without_rows (symbol STRING, total INT, average INT, n BIGINT, names STRING) WITH ('connector' = 'print');
CREATE TABLE exact (symbol STRING, total DECIMAL(38, 2), average DECIMAL(38, 6), mean DOUBLE, big BIGINT) WITH ('connector' = 'print');
CREATE TABLE up_to_a_sum (symbol STRING, a INT, b INT, total INT) WITH ('connector' = 'print');
CREATE TABLE around_the_average (symbol STRING, n BIGINT, b INT) WITH ('connector' = 'print');
CREATE TABLE at_most_four (symbol STRING, a INT, b INT) WITH ('connector' = 'print');

EXECUTE STATEMENT SET BEGIN
INSERT INTO measured SELECT * FROM ticks MATCH_RECOGNIZE (PARTITION BY symbol ORDER BY ts
  MEASURES COUNT(A.n) AS n, SUM(A.price) AS total, SUM(A.price * A.tax) AS taxed, AVG(A.price) AS average, MIN(A.price) AS least, MAX(A.price) AS greatest,
    COUNT(*) AS all_rows, SUM(price) AS whole, COUNT(price) AS priced, LISTAGG(CAST(A.n AS STRING)) AS names, LISTAGG(CAST(n AS STRING), '/') AS numbers
  AFTER MATCH SKIP PAST LAST ROW PATTERN (A{2,} B) DEFINE A AS A.price < 50 OR A.price IS NULL, B AS B.price > 10);
INSERT INTO without_rows SELECT * FROM ticks MATCH_RECOGNIZE (PARTITION BY symbol ORDER BY ts
  MEASURES SUM(B.price) AS total, AVG(B.price) AS average, COUNT(B.price) AS n, LISTAGG(CAST(B.n AS STRING)) AS names
  PATTERN (A B*? C) DEFINE A AS A.tax = 3);
INSERT INTO exact SELECT * FROM (SELECT symbol, ts, tax, CAST(price AS DECIMAL(10, 2)) / 4 AS d, CAST(price AS DOUBLE) / 8 AS f, CAST(price AS BIGINT) AS g FROM ticks)
  MATCH_RECOGNIZE (PARTITION BY symbol ORDER BY ts
  MEASURES CAST(SUM(A.d) AS DECIMAL(38, 2)) AS total, CAST(AVG(A.d) AS DECIMAL(38, 6)) AS average, AVG(A.f) AS mean, AVG(A.g) AS big
  AFTER MATCH SKIP PAST LAST ROW PATTERN (A{3}) DEFINE A AS A.d IS NOT NULL);
INSERT INTO up_to_a_sum SELECT * FROM ticks MATCH_RECOGNIZE (PARTITION BY symbol ORDER BY ts MEASURES FIRST(A.n) AS a, B.n AS b, SUM(A.price) AS total
  AFTER MATCH SKIP PAST LAST ROW PATTERN (A+ B) DEFINE A AS SUM(A.price) < 40);
INSERT INTO around_the_average SELECT * FROM ticks MATCH_RECOGNIZE (PARTITION BY symbol ORDER BY ts MEASURES COUNT(A.n) AS n, B.n AS b
  AFTER MATCH SKIP PAST LAST ROW PATTERN (A{2,} B) DEFINE A AS AVG(A.price) BETWEEN 9 AND 15, B AS B.price > AVG(A.price));
INSERT INTO at_most_four SELECT * FROM ticks MATCH_RECOGNIZE (ORDER BY ts, n MEASURES FIRST(A.symbol) AS symbol, FIRST(A.n) AS a, B.n AS b
  AFTER MATCH SKIP PAST LAST ROW PATTERN (A+ B) DEFINE A AS COUNT(*) < 4);
END;
