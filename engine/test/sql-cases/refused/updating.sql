-- Rows that are taken back where only new ones can be.
CREATE TABLE visits (
  id INT,
  ts TIMESTAMP(3),
  customer STRING,
  kind STRING,
  product STRING,
  quantity INT,
  WATERMARK FOR ts AS ts - INTERVAL '10' SECOND
) WITH ('connector' = 'filesystem', 'path' = '${inputs}/visits.json', 'format' = 'json');
CREATE TABLE answer (name STRING, n BIGINT) WITH ('connector' = 'print');
CREATE TABLE files (name STRING, n BIGINT) WITH ('connector' = 'filesystem', 'path' = '/nowhere', 'format' = 'json');
CREATE TABLE names (name STRING) WITH ('connector' = 'filesystem', 'path' = '/nowhere', 'format' = 'json');
CREATE TABLE strict (name STRING NOT NULL, n INT) WITH ('connector' = 'print');
CREATE TABLE stock (id INT, product STRING, changed TIMESTAMP(3), WATERMARK FOR changed AS changed)
WITH ('connector' = 'filesystem', 'path' = '${inputs}/stock-changes.json', 'format' = 'debezium-json');
CREATE VIEW counts AS SELECT product AS name, COUNT(*) AS n, MAX(ts) AS latest FROM visits GROUP BY product;

-- refused:
INSERT INTO files SELECT product, COUNT(*) FROM visits GROUP BY product;
INSERT INTO names SELECT DISTINCT product FROM visits;
INSERT INTO names SELECT product FROM visits UNION SELECT customer FROM visits;
INSERT INTO names SELECT product FROM visits EXCEPT SELECT customer FROM visits;
INSERT INTO files SELECT name, n FROM counts WHERE n > 10;
INSERT INTO answer SELECT MAX(name), COUNT(*) FROM TABLE(TUMBLE(TABLE counts, DESCRIPTOR(latest), INTERVAL '5' MINUTES)) GROUP BY window_start, window_end;
INSERT INTO answer SELECT name, SUM(n) FROM counts;
INSERT INTO answer SELECT /*+ STATE_TTL('c' = '1 d') */ name, SUM(n) FROM counts GROUP BY name;
INSERT INTO answer SELECT product, GROUPING(customer) FROM visits GROUP BY ROLLUP (product);
INSERT INTO answer SELECT product, GROUPING(product) FROM visits;
INSERT INTO answer SELECT product, COUNT(*) FROM visits WHERE GROUPING(product) = 0 GROUP BY product;
INSERT INTO answer SELECT product FROM visits UNION SELECT customer, kind FROM visits;
INSERT INTO answer SELECT product, id FROM visits INTERSECT SELECT customer, ts FROM visits;
INSERT INTO strict SELECT product, quantity FROM visits;
INSERT INTO answer SELECT s.product, v.id FROM stock AS s JOIN visits AS v ON s.product = v.product AND s.changed BETWEEN v.ts - INTERVAL '1' HOUR AND v.ts;
INSERT INTO names SELECT product FROM stock;
