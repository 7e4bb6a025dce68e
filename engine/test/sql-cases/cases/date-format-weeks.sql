-- DATE_FORMAT with weeks, quarters, eras and what has passed of the day.
CREATE TABLE edges (id INT, s STRING, t STRING, n INT, b BIGINT, d DOUBLE, dc DECIMAL(5, 2), dt DATE, ts TIMESTAMP(3),
  bo BOOLEAN, arr ARRAY<INT>, names ARRAY<STRING>, mp MAP<STRING, INT>, js STRING, `by` BYTES)
WITH ('connector' = 'filesystem', 'path' = '${inputs}/edges.json', 'format' = 'json');

SELECT id, DATE_FORMAT(ts, 'YYYY-''W''ww') AS week_year, DATE_FORMAT(ts, 'W e ee c') AS days, DATE_FORMAT(ts, 'eee eeee ccc cccc') AS names, DATE_FORMAT(ts, 'Q QQ QQQ QQQQ q qqq') AS quarter_texts,
  DATE_FORMAT(ts, 'G GGGG yyyy') AS eras, DATE_FORMAT(ts, 'A n N') AS passed, DATE_FORMAT(dt || ' 10:00:00', 'yyyy/MM') AS of_text
FROM (SELECT id, ts, CAST(dt AS STRING) AS dt FROM edges);
