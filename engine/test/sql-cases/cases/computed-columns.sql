-- Computed columns, also as the rowtime.
CREATE TABLE visits (
  id INT,
  ts STRING,
  price DECIMAL(10, 3),
  quantity INT,
  amount AS price * quantity,
  rowtime AS TO_TIMESTAMP(ts),
  WATERMARK FOR rowtime AS rowtime - INTERVAL '10' SECOND
) WITH ('connector' = 'filesystem', 'path' = '${inputs}/visits.json', 'format' = 'json');

CREATE TABLE answer (window_start TIMESTAMP(3), amount DECIMAL(38, 3))
WITH ('connector' = 'print');

INSERT INTO answer
SELECT window_start, SUM(amount)
FROM TABLE(TUMBLE(TABLE visits, DESCRIPTOR(rowtime), INTERVAL '5' MINUTES))
GROUP BY window_start, window_end;
