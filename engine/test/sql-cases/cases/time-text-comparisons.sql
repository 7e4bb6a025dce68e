-- Times compared with texts: literals, and columns that hold no time.
CREATE TABLE edges (id INT, s STRING, t STRING, n INT, b BIGINT, d DOUBLE, dc DECIMAL(5, 2), dt DATE, ts TIMESTAMP(3),
  bo BOOLEAN, arr ARRAY<INT>, names ARRAY<STRING>, mp MAP<STRING, INT>, js STRING, `by` BYTES)
WITH ('connector' = 'filesystem', 'path' = '${inputs}/edges.json', 'format' = 'json');

SELECT id, dt > '2000-01-01' AS after, dt = '2020-2-29' AS loose, ts BETWEEN '1999-01-01' AND '2021-01-01 00:00:00' AS between_texts, dt = s AS no_time, ts = s AS no_timestamp, ts < CAST(dt AS STRING) AS reversed,
  dt IN ('1970-01-01', '2024-12-30') AS listed, CAST(ts AS TIME) > '12:00:00' AS afternoon
FROM edges;
