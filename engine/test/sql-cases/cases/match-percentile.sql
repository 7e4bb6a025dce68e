-- PERCENTILE over the rows of a variable of a match.
CREATE TABLE visits (id INT, ts TIMESTAMP(3), customer STRING, quantity INT, score DOUBLE, WATERMARK FOR ts AS ts - INTERVAL '10' SECOND)
WITH ('connector' = 'filesystem', 'path' = '${inputs}/visits.json', 'format' = 'json');

CREATE TABLE answer (customer STRING, a DOUBLE, b ARRAY<DOUBLE>, c DOUBLE) WITH ('connector' = 'print');

INSERT INTO answer
SELECT * FROM visits MATCH_RECOGNIZE (
  PARTITION BY customer ORDER BY ts
  MEASURES PERCENTILE(B.quantity, 0.5) AS a, PERCENTILE(B.score, ARRAY[0.1, 0.9]) AS b, PERCENTILE(B.score, 0.5, B.quantity) AS c
  AFTER MATCH SKIP PAST LAST ROW
  PATTERN (A B+ C)
  DEFINE A AS A.quantity = 1, B AS B.quantity IS NULL OR B.quantity >= 1, C AS C.quantity = -1
);
