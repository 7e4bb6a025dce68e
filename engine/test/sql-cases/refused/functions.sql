-- Calls of functions that Flink refuses, too: counts and types of arguments, NULL without a type, and other dialects' names.
CREATE TABLE edges (id INT, s STRING, n INT, b BIGINT, d DOUBLE, dt DATE, ts TIMESTAMP(3), bo BOOLEAN, arr ARRAY<INT>, mp MAP<STRING, INT>)
WITH ('connector' = 'filesystem', 'path' = '${inputs}/edges.json', 'format' = 'json');

-- refused:
SELECT UPPER(n) FROM edges;
SELECT UPPER(s, s) FROM edges;
SELECT CONCAT(s, n) FROM edges;
SELECT s || n FROM edges;
SELECT LPAD(s, b, 'x') FROM edges;
SELECT SUBSTRING(s, b) FROM edges;
SELECT ROUND(d, b) FROM edges;
SELECT n = '3' FROM edges;
SELECT n + '3' FROM edges;
SELECT n + NULL FROM edges;
SELECT UPPER(NULL) FROM edges;
SELECT bo AND NULL FROM edges;
SELECT IF(bo, NULL, n) FROM edges;
SELECT COALESCE(NULL, NULL) FROM edges;
SELECT COALESCE(n, s) FROM edges;
SELECT CASE WHEN bo THEN ts ELSE dt END FROM edges;
SELECT ts > dt FROM edges;
SELECT d % 2 FROM edges;
SELECT MOD(d, 2) FROM edges;
SELECT -s FROM edges;
SELECT NOT n FROM edges;
SELECT DATE_FORMAT(dt, 'yyyy') FROM edges;
SELECT TO_DATE(n) FROM edges;
SELECT TO_TIMESTAMP(b) FROM edges;
SELECT YEAR(CAST(ts AS TIME)) FROM edges;
SELECT ts - ts FROM edges;
SELECT ts + INTERVAL '100' DAY FROM edges;
SELECT ts + INTERVAL '1:5' DAY FROM edges;
SELECT DATE '2020-02-30' FROM edges;
SELECT CAST(INTERVAL '5' DAY AS BIGINT) FROM edges;
SELECT CAST(n AS DATE) FROM edges;
SELECT CAST(arr AS INT) FROM edges;
SELECT arr[0] FROM edges;
SELECT arr[b] FROM edges;
SELECT ARRAY[NULL] FROM edges;
SELECT ARRAY[1, 'a'] FROM edges;
SELECT ARRAY_CONTAINS(arr, s) FROM edges;
SELECT ARRAY_JOIN(arr, ',') FROM edges;
SELECT MAP_KEYS(arr) FROM edges;
SELECT GREATEST(arr, arr) FROM edges;
SELECT JSON_VALUE(s, '$.a' RETURNING BIGINT) FROM edges;
SELECT JSON_OBJECT(s VALUE n) FROM edges;
SELECT JSON_OBJECT('a' VALUE dt) FROM edges;
SELECT JSON(s) FROM edges;
SELECT n IS JSON FROM edges;
SELECT (n, n) OVERLAPS (n, n) FROM edges;
SELECT CURRENT_WATERMARK(ts) FROM edges;
SELECT LENGTH(s) FROM edges;
SELECT DATEDIFF(dt, dt) FROM edges;
SELECT REGEXP_LIKE(s, 'a') FROM edges;
SELECT SUM(s) FROM edges;
SELECT LISTAGG(n) FROM edges;
SELECT LISTAGG(s, s) FROM edges;
SELECT APPROX_COUNT_DISTINCT(n) FROM edges;
-- Millrace only: a replay would give another answer.
SELECT RAND() FROM edges;
-- Millrace only: Flink 2.2 takes a week for an hour.
SELECT ts + INTERVAL '1' WEEK FROM edges;
-- Millrace only: Flink 2.2 gives FALSE for every row.
SELECT bo = 'true' FROM edges;
