-- UNNEST of arrays of values and of rows, by CROSS JOIN and comma: NULL elements, empty and missing arrays.
CREATE TABLE documents (
  id INT,
  ts TIMESTAMP(3),
  place ROW<country STRING, region STRING, point ARRAY<INT>>,
  tags ARRAY<STRING>,
  attributes MAP<STRING, STRING>,
  WATERMARK FOR ts AS ts - INTERVAL '10' SECOND
) WITH ('connector' = 'filesystem', 'path' = '${inputs}/documents.json', 'format' = 'json');

CREATE TABLE orders (
  id INT,
  `day` DATE,
  `lines` ARRAY<ROW<sku STRING, n INT, price DECIMAL(10, 3)>>,
  matrix ARRAY<ARRAY<INT>>,
  totals MAP<STRING, DOUBLE>
) WITH ('connector' = 'filesystem', 'path' = '${inputs}/orders.json', 'format' = 'json');

CREATE TABLE tagged (id INT, tag STRING) WITH ('connector' = 'print');
CREATE TABLE filtered (id INT, tag STRING) WITH ('connector' = 'print');
CREATE TABLE points (id INT, n INT) WITH ('connector' = 'print');
CREATE TABLE order_lines (id INT, sku STRING, n INT, price DECIMAL(10, 3)) WITH ('connector' = 'print');
CREATE TABLE renamed (id INT, what STRING, amount DECIMAL(20, 3)) WITH ('connector' = 'print');
CREATE TABLE numbers (id INT, n INT) WITH ('connector' = 'print');
CREATE TABLE constants (x INT, y STRING) WITH ('connector' = 'print');
CREATE TABLE built (id INT, x INT) WITH ('connector' = 'print');
CREATE TABLE unnamed (id INT, tag STRING) WITH ('connector' = 'print');

INSERT INTO tagged SELECT id, t.tag FROM documents CROSS JOIN UNNEST(tags) AS t (tag);
INSERT INTO filtered SELECT d.id, tag FROM documents AS d, UNNEST(d.tags) AS t (tag) WHERE tag <> 'y' AND d.id > 1;
INSERT INTO points SELECT id, p FROM documents CROSS JOIN UNNEST(documents.place.point) AS t (p);
INSERT INTO order_lines SELECT id, sku, n, price FROM orders CROSS JOIN UNNEST(`lines`);
INSERT INTO renamed SELECT o.id, l.what, l.n * l.price FROM orders AS o JOIN UNNEST(`lines`) AS l (what, n, price) ON l.n > 1;
INSERT INTO numbers SELECT id, u.n FROM orders CROSS JOIN UNNEST(matrix) AS t (line) CROSS JOIN UNNEST(t.line) AS u (n);
INSERT INTO constants SELECT x, y FROM UNNEST(ARRAY[ROW(1, 'a'), ROW(2, 'b')]) AS t (x, y);
INSERT INTO built SELECT id, x FROM documents CROSS JOIN UNNEST(ARRAY[id, id * 10]) AS t (x);
INSERT INTO unnamed SELECT id, t FROM documents CROSS JOIN UNNEST(tags) AS t;
