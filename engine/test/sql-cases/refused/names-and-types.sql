-- Names that are not there, types that do not fit, and grouping that is not whole.
CREATE TABLE visits (
  id INT,
  ts TIMESTAMP(3),
  customer STRING,
  kind STRING,
  price DECIMAL(10, 3),
  quantity INT,
  score DOUBLE,
  vip BOOLEAN,
  place ROW<country STRING>,
  WATERMARK FOR ts AS ts - INTERVAL '10' SECOND
) WITH ('connector' = 'filesystem', 'path' = '${inputs}/visits.json', 'format' = 'json');
CREATE TABLE answer (id INT, name STRING) WITH ('connector' = 'print');
CREATE TABLE times (ts TIMESTAMP(3), again TIMESTAMP(3)) WITH ('connector' = 'print');

-- refused:
INSERT INTO answer SELECT id, kind FROM visit;
INSERT INTO answer SELECT id, knd FROM visits;
INSERT INTO answer SELECT Id, kind FROM visits;
INSERT INTO answers SELECT id, kind FROM visits;
INSERT INTO answer SELECT id FROM visits;
INSERT INTO answer SELECT kind, id FROM visits;
INSERT INTO answer SELECT v.id, x.kind FROM visits AS v;
INSERT INTO answer SELECT id, place.land FROM visits;
INSERT INTO answer SELECT id, price.land FROM visits;
INSERT INTO answer SELECT id, a FROM (SELECT id, kind AS a, customer AS a FROM visits) AS t;
INSERT INTO answer SELECT id, UPER(kind) FROM visits;
INSERT INTO answer SELECT id, SUBSTRING(kind) FROM visits;
INSERT INTO answer SELECT id + vip, kind FROM visits;
INSERT INTO answer SELECT id, kind FROM visits WHERE price;
INSERT INTO answer SELECT CASE WHEN vip THEN 1 ELSE ts END, kind FROM visits;
INSERT INTO answer SELECT CAST(ts AS INT), kind FROM visits;
INSERT INTO answer SELECT id, kind FROM visits WHERE COUNT(*) > 1;
INSERT INTO answer SELECT COUNT(*), MAX(kind), 1 FROM TABLE(TUMBLE(TABLE visits, DESCRIPTOR(ts), INTERVAL '5' MINUTES)) GROUP BY window_start, window_end;
INSERT INTO answer SELECT quantity, kind FROM TABLE(TUMBLE(TABLE visits, DESCRIPTOR(ts), INTERVAL '5' MINUTES)) GROUP BY window_start, window_end;
INSERT INTO answer SELECT id, kind FROM visits HAVING price > 1;
INSERT INTO answer SELECT id, DATE '2024-13-01' FROM visits;
INSERT INTO answer SELECT CAST(kind AS INT), kind FROM visits;
INSERT INTO answer SELECT id, kind FROM TABLE(TUMBLE(TABLE visits, DESCRIPTOR(id), INTERVAL '5' MINUTES));
INSERT INTO answer SELECT MAX(id), MAX(kind) FROM TABLE(HOP(TABLE visits, DESCRIPTOR(ts), INTERVAL '2' MINUTES, INTERVAL '5' MINUTES)) GROUP BY window_start, window_end;
INSERT INTO answer SELECT SUM0(id), MAX(kind) FROM TABLE(TUMBLE(TABLE visits, DESCRIPTOR(ts), INTERVAL '5' MINUTES)) GROUP BY window_start, window_end;
INSERT INTO times SELECT ts, ts FROM visits;
INSERT INTO times SELECT ts, window_time FROM TABLE(TUMBLE(TABLE visits, DESCRIPTOR(ts), INTERVAL '5' MINUTES));
INSERT INTO answer SELECT id, IF(vip, ARRAY[kind], ARRAY['a'])[1] FROM visits;
INSERT INTO answer SELECT id, kind FROM visits WHERE ts > TIMESTAMP '2024-01-15 00:00:00' + INTERVAL '300' SECOND;
INSERT INTO answer SELECT id, kind FROM visits WHERE ts > TIMESTAMP '2024-01-15 00:00:00' + INTERVAL '123:10' MINUTE TO SECOND;
INSERT INTO answer SELECT id, kind FROM visits WHERE ts > TIMESTAMP '2024-01-15 00:00:00' + INTERVAL '1000' DAY(3);
