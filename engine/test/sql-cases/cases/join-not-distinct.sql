-- IS NOT DISTINCT FROM meets NULL with NULL, = does not.
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

CREATE TABLE alike (a INT, b INT, customer STRING) WITH ('connector' = 'print');
CREATE TABLE equal (a INT, b INT, customer STRING) WITH ('connector' = 'print');
CREATE TABLE mixed (a INT, b INT, customer STRING, product STRING) WITH ('connector' = 'print');

CREATE VIEW carts AS SELECT * FROM visits WHERE kind = 'cart';
CREATE VIEW buys AS SELECT * FROM visits WHERE kind = 'buy';

INSERT INTO alike SELECT c.id, b.id, b.customer FROM carts AS c JOIN buys AS b ON c.customer IS NOT DISTINCT FROM b.customer;
INSERT INTO equal SELECT c.id, b.id, b.customer FROM carts AS c JOIN buys AS b ON c.customer = b.customer;
INSERT INTO mixed SELECT c.id, b.id, b.customer, b.product
FROM carts AS c LEFT JOIN buys AS b ON c.customer IS NOT DISTINCT FROM b.customer AND c.product = b.product;
