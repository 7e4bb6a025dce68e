-- Joins of counts that are updated on both sides: inner, left, full, semi and anti, by keys, by conditions, and not at all.
CREATE TABLE visits (
  id INT,
  ts TIMESTAMP(3),
  customer STRING,
  kind STRING,
  product STRING,
  price DECIMAL(10, 3),
  quantity INT,
  WATERMARK FOR ts AS ts - INTERVAL '10' SECOND
) WITH ('connector' = 'filesystem', 'path' = '${inputs}/visits.json', 'format' = 'json');

CREATE TABLE of_both (customer STRING, bought BIGINT, carted BIGINT, PRIMARY KEY (customer) NOT ENFORCED) WITH ('connector' = 'print');
CREATE TABLE of_left (customer STRING, amount INT, carted BIGINT) WITH ('connector' = 'print');
CREATE TABLE of_all (customer STRING, bought BIGINT, other STRING, carted BIGINT) WITH ('connector' = 'print');
CREATE TABLE more (customer STRING, other STRING) WITH ('connector' = 'print');
CREATE TABLE with_rows (id INT, bought BIGINT) WITH ('connector' = 'print');
CREATE TABLE of_many (id INT) WITH ('connector' = 'print');
CREATE TABLE of_few (id INT) WITH ('connector' = 'print');
CREATE TABLE marked (customer STRING, bought BIGINT, is_popular BOOLEAN) WITH ('connector' = 'print');

CREATE VIEW buys AS SELECT customer, COUNT(*) AS n, SUM(quantity) AS amount FROM visits WHERE kind = 'buy' GROUP BY customer;
CREATE VIEW carts AS SELECT customer, COUNT(*) AS n FROM visits WHERE kind = 'cart' AND quantity > 1 GROUP BY customer;

INSERT INTO of_both SELECT b.customer, b.n, c.n FROM buys AS b JOIN carts AS c ON b.customer = c.customer;
INSERT INTO of_left SELECT b.customer, b.amount, c.n FROM buys AS b LEFT JOIN carts AS c ON b.customer = c.customer AND b.n < c.n;
INSERT INTO of_all
SELECT b.customer, b.n, c.customer, c.n FROM buys AS b FULL JOIN carts AS c ON b.customer IS NOT DISTINCT FROM c.customer AND b.amount > c.n;
INSERT INTO more SELECT b.customer, c.customer FROM buys AS b JOIN carts AS c ON b.n > c.n AND b.customer <> c.customer;
INSERT INTO with_rows SELECT v.id, b.n FROM visits AS v JOIN buys AS b ON v.customer = b.customer WHERE v.kind = 'view';
INSERT INTO of_many SELECT id FROM visits WHERE kind = 'buy' AND customer IN (SELECT customer FROM carts WHERE n > 6);
INSERT INTO of_few SELECT id FROM visits AS v WHERE kind = 'buy' AND NOT EXISTS (SELECT * FROM carts AS c WHERE c.customer = v.customer AND c.n > v.quantity + 5);
INSERT INTO marked SELECT customer, n, EXISTS (SELECT * FROM carts AS c WHERE c.customer = b.customer AND c.n >= b.n) FROM buys AS b;
