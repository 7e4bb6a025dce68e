-- A full join of carts and purchases, by two keys and a condition on both sides.
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

CREATE TABLE answer (cart INT, buy INT, customer STRING, other STRING, product STRING) WITH ('connector' = 'print');

CREATE VIEW carts AS SELECT * FROM visits WHERE kind = 'cart';
CREATE VIEW buys AS SELECT * FROM visits WHERE kind = 'buy';

INSERT INTO answer
SELECT c.id, b.id, c.customer, b.customer, c.product
FROM carts AS c FULL OUTER JOIN buys AS b ON c.customer = b.customer AND c.product = b.product AND c.quantity >= b.quantity;
