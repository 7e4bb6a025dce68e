-- UNNEST of maps and multisets, with positions, of collections that are updated, and below windows.
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

CREATE TABLE entries (id INT, k STRING, v DOUBLE) WITH ('connector' = 'print');
CREATE TABLE named_entries (id INT, k STRING, v STRING) WITH ('connector' = 'print');
CREATE TABLE positions (id INT, tag STRING, pos INT) WITH ('connector' = 'print');
CREATE TABLE named_positions (id INT, pos INT) WITH ('connector' = 'print');
CREATE TABLE of_customer (customer STRING, product STRING) WITH ('connector' = 'print');
CREATE TABLE counted (product STRING, n BIGINT, PRIMARY KEY (product) NOT ENFORCED) WITH ('connector' = 'print');
CREATE TABLE windowed (window_start TIMESTAMP(3), tag STRING, n BIGINT) WITH ('connector' = 'print');

INSERT INTO entries SELECT id, k, v FROM orders CROSS JOIN UNNEST(totals) AS t (k, v);
INSERT INTO named_entries SELECT id, `KEY`, `VALUE` FROM documents CROSS JOIN UNNEST(attributes);
INSERT INTO positions SELECT id, tag, pos FROM documents CROSS JOIN UNNEST(tags) WITH ORDINALITY AS t (tag, pos);
INSERT INTO named_positions SELECT id, `ORDINALITY` FROM documents CROSS JOIN UNNEST(documents.place.point) WITH ORDINALITY;
INSERT INTO of_customer
SELECT customer, p FROM (SELECT customer, COLLECT(product) AS products FROM visits WHERE kind = 'buy' GROUP BY customer)
CROSS JOIN UNNEST(products) AS t (p);
INSERT INTO counted
SELECT p, COUNT(*) FROM (SELECT customer, COLLECT(product) AS products FROM visits WHERE kind = 'buy' GROUP BY customer)
CROSS JOIN UNNEST(products) AS t (p) WHERE p IS NOT NULL GROUP BY p;
INSERT INTO windowed
SELECT window_start, tag, COUNT(*)
FROM TABLE(TUMBLE(TABLE documents, DESCRIPTOR(ts), INTERVAL '5' MINUTES)) CROSS JOIN UNNEST(tags) AS t (tag)
GROUP BY window_start, window_end, tag;
