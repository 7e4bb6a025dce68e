-- Aggregates that a kind of window cannot run.
CREATE TABLE visits (
  id INT,
  ts TIMESTAMP(3),
  customer STRING,
  quantity INT,
  WATERMARK FOR ts AS ts - INTERVAL '10' SECOND
) WITH ('connector' = 'filesystem', 'path' = '${inputs}/visits.json', 'format' = 'json');
CREATE TABLE counts (n INT) WITH ('connector' = 'print');
CREATE TABLE texts (t STRING) WITH ('connector' = 'print');

-- refused:
INSERT INTO counts SELECT SUM(DISTINCT quantity) FROM TABLE(HOP(TABLE visits, DESCRIPTOR(ts), INTERVAL '1' MINUTES, INTERVAL '5' MINUTES)) GROUP BY window_start, window_end;
INSERT INTO counts SELECT VAR_POP(DISTINCT quantity) FROM TABLE(HOP(TABLE visits, DESCRIPTOR(ts), INTERVAL '1' MINUTES, INTERVAL '5' MINUTES)) GROUP BY window_start, window_end;
INSERT INTO texts SELECT LISTAGG(DISTINCT customer) FROM TABLE(HOP(TABLE visits, DESCRIPTOR(ts), INTERVAL '1' MINUTES, INTERVAL '5' MINUTES)) GROUP BY window_start, window_end;
INSERT INTO counts SELECT FIRST_VALUE(id) FROM TABLE(HOP(TABLE visits, DESCRIPTOR(ts), INTERVAL '1' MINUTES, INTERVAL '5' MINUTES)) GROUP BY window_start, window_end;
INSERT INTO counts SELECT LAST_VALUE(id) FROM TABLE(CUMULATE(TABLE visits, DESCRIPTOR(ts), INTERVAL '1' MINUTES, INTERVAL '5' MINUTES)) GROUP BY window_start, window_end;
INSERT INTO counts SELECT FIRST_VALUE(id) FROM TABLE(SESSION(TABLE visits PARTITION BY customer, DESCRIPTOR(ts), INTERVAL '5' MINUTES)) GROUP BY customer, window_start, window_end;
