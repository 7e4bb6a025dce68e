-- LEFT JOIN UNNEST keeps rows without elements, and those whose elements ON drops.
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
CREATE TABLE conditional (id INT, tag STRING) WITH ('connector' = 'print');
CREATE TABLE order_lines (id INT, sku STRING, n INT) WITH ('connector' = 'print');
CREATE TABLE attribute (id INT, k STRING, v STRING) WITH ('connector' = 'print');
CREATE TABLE only_with (id INT, tag STRING) WITH ('connector' = 'print');

INSERT INTO tagged SELECT id, t.tag FROM documents LEFT JOIN UNNEST(tags) AS t (tag) ON TRUE;
INSERT INTO conditional SELECT id, t.tag FROM documents LEFT JOIN UNNEST(tags) AS t (tag) ON t.tag <> 'x' AND t.tag IS NOT NULL;
INSERT INTO order_lines SELECT id, l.sku, l.n FROM orders LEFT JOIN UNNEST(`lines`) AS l ON l.n > 1;
INSERT INTO attribute SELECT id, k, v FROM documents LEFT JOIN UNNEST(attributes) AS t (k, v) ON TRUE;
INSERT INTO only_with SELECT id, t.tag FROM documents LEFT JOIN UNNEST(tags) AS t (tag) ON TRUE WHERE t.tag = 'x';
