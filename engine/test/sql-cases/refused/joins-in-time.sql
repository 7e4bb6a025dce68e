-- Joins bounded in time, and joins of windows.
CREATE TABLE trades (
  id INT,
  ts TIMESTAMP(3),
  basket STRING,
  arrived AS PROCTIME(),
  WATERMARK FOR ts AS ts - INTERVAL '7' MINUTE
) WITH ('connector' = 'filesystem', 'path' = '${inputs}/trades.json', 'format' = 'json');
CREATE TABLE zoned (id INT, at_time TIMESTAMP_LTZ(3), WATERMARK FOR at_time AS at_time)
WITH ('connector' = 'filesystem', 'path' = '${inputs}/trades.json', 'format' = 'json');
CREATE TABLE stock (id INT, shop STRING, changed TIMESTAMP(3), WATERMARK FOR changed AS changed, PRIMARY KEY (id) NOT ENFORCED)
WITH ('connector' = 'filesystem', 'path' = '${inputs}/stock-changes.json', 'format' = 'debezium-json');
CREATE VIEW w AS SELECT * FROM TABLE(TUMBLE(TABLE stock, DESCRIPTOR(changed), INTERVAL '5' MINUTE));
CREATE VIEW a AS SELECT * FROM TABLE(TUMBLE(TABLE trades, DESCRIPTOR(ts), INTERVAL '5' MINUTE));
CREATE VIEW b AS SELECT * FROM TABLE(TUMBLE(TABLE trades, DESCRIPTOR(ts), INTERVAL '5' MINUTE));
CREATE VIEW c AS SELECT * FROM TABLE(TUMBLE(TABLE trades, DESCRIPTOR(arrived), INTERVAL '5' MINUTE));
CREATE VIEW d AS SELECT * FROM TABLE(TUMBLE(TABLE trades, DESCRIPTOR(arrived), INTERVAL '5' MINUTE));
CREATE TABLE answer (a INT, b INT) WITH ('connector' = 'print');
CREATE TABLE counts (n BIGINT) WITH ('connector' = 'print');
CREATE TABLE times (a TIMESTAMP(3), b TIMESTAMP(3)) WITH ('connector' = 'print');

-- refused:
INSERT INTO times SELECT a.ts, b.ts FROM trades AS a JOIN trades AS b ON a.basket = b.basket AND a.ts = b.ts;
INSERT INTO answer SELECT a.id, z.id FROM trades AS a JOIN zoned AS z ON a.ts BETWEEN z.at_time AND z.at_time + INTERVAL '1' HOUR;
INSERT INTO times SELECT a.ts, CAST(NULL AS TIMESTAMP(3)) FROM trades AS a JOIN trades AS b ON a.arrived BETWEEN b.arrived AND b.arrived + INTERVAL '1' HOUR;
INSERT INTO answer SELECT c.id, d.id FROM c JOIN d ON c.window_start = d.window_start AND c.window_end = d.window_end;
INSERT INTO counts SELECT COUNT(*) FROM (SELECT b.window_start, b.window_end, a.id FROM a LEFT JOIN b ON a.id = b.id AND a.window_start = b.window_start AND a.window_end = b.window_end) GROUP BY window_start, window_end;
INSERT INTO answer SELECT t.id, s.id FROM trades AS t JOIN stock AS s ON t.id = s.id AND t.ts BETWEEN s.changed AND s.changed + INTERVAL '1' HOUR;
INSERT INTO answer SELECT a.id, w.id FROM a JOIN w ON a.window_start = w.window_start AND a.window_end = w.window_end;
