-- UNION, INTERSECT and EXCEPT, with NULLs, which are equal to each other, and with rows that come several times.
CREATE TABLE visits (
  id INT,
  ts TIMESTAMP(3),
  customer STRING,
  kind STRING,
  product STRING,
  price DECIMAL(10, 3),
  quantity INT,
  score DOUBLE,
  vip BOOLEAN,
  WATERMARK FOR ts AS ts - INTERVAL '10' SECOND
) WITH ('connector' = 'filesystem', 'path' = '${inputs}/visits.json', 'format' = 'json');

CREATE TABLE union_distinct (customer STRING, product STRING) WITH ('connector' = 'print');
CREATE TABLE intersect_distinct (customer STRING, product STRING) WITH ('connector' = 'print');
CREATE TABLE intersect_all (customer STRING, product STRING) WITH ('connector' = 'print');
CREATE TABLE except_distinct (customer STRING, product STRING) WITH ('connector' = 'print');
CREATE TABLE except_all (customer STRING, product STRING) WITH ('connector' = 'print');

CREATE VIEW seen AS SELECT customer, product FROM visits WHERE kind = 'view';
CREATE VIEW bought AS SELECT customer, product FROM visits WHERE kind <> 'view' AND quantity > 1;

INSERT INTO union_distinct SELECT * FROM seen UNION SELECT * FROM bought;
INSERT INTO intersect_distinct SELECT * FROM seen INTERSECT SELECT * FROM bought;
INSERT INTO intersect_all SELECT * FROM seen INTERSECT ALL SELECT * FROM bought;
INSERT INTO except_distinct SELECT * FROM seen EXCEPT SELECT * FROM bought;
INSERT INTO except_all SELECT * FROM seen EXCEPT ALL SELECT * FROM bought;
