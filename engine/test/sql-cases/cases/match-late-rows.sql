-- Rows at or before the watermark come too late for a match; those of one time keep the order in which they came.
CREATE TABLE ticks (
  symbol STRING,
  ts TIMESTAMP(3),
  price INT,
  tax INT,
  n INT,
  WATERMARK FOR ts AS ts
) WITH ('connector' = 'filesystem', 'path' = '${inputs}/ticks.json', 'format' = 'json', 'scan.watermark.emit.strategy' = 'on-event');

CREATE TABLE answer (symbol STRING, a INT, b INT, matched TIMESTAMP(3)) WITH ('connector' = 'print');

INSERT INTO answer SELECT *
FROM ticks MATCH_RECOGNIZE (
  PARTITION BY symbol
  ORDER BY ts
  MEASURES A.n AS a, B.n AS b, MATCH_ROWTIME() AS matched
  PATTERN (A B)
  DEFINE A AS TRUE
);
