-- Windows over changes: what is taken back before a window fires is not in its result.
CREATE TABLE stock (
  id INT,
  shop STRING,
  product STRING,
  quantity INT,
  price DECIMAL(10, 2),
  changed TIMESTAMP(3),
  WATERMARK FOR changed AS changed - INTERVAL '1' HOUR,
  PRIMARY KEY (id) NOT ENFORCED
) WITH ('connector' = 'filesystem', 'path' = '${inputs}/stock-changes.json', 'format' = 'debezium-json');

CREATE TABLE tumbled (window_start TIMESTAMP(3), shop STRING, n BIGINT, quantity INT, dearest DECIMAL(10, 2)) WITH ('connector' = 'print');
CREATE TABLE hopped (window_end TIMESTAMP(3), products BIGINT, quantity INT, least INT) WITH ('connector' = 'print');
CREATE TABLE cumulated (window_end TIMESTAMP(3), product STRING, n BIGINT) WITH ('connector' = 'print');
CREATE TABLE attached (window_start TIMESTAMP(3), letter STRING, n BIGINT) WITH ('connector' = 'print');

CREATE TABLE sessions (window_start TIMESTAMP(3), window_end TIMESTAMP(3), product STRING, n BIGINT, quantity INT) WITH ('connector' = 'print');
CREATE TABLE session_shops (window_start TIMESTAMP(3), product STRING, shop STRING, n BIGINT) WITH ('connector' = 'print');

INSERT INTO sessions
SELECT window_start, window_end, product, COUNT(*), MAX(quantity)
FROM TABLE(SESSION(TABLE stock PARTITION BY product, DESCRIPTOR(changed), INTERVAL '25' SECOND))
GROUP BY window_start, window_end, product;
INSERT INTO session_shops
SELECT window_start, product, shop, COUNT(*)
FROM TABLE(SESSION(TABLE stock PARTITION BY product, DESCRIPTOR(changed), INTERVAL '25' SECOND))
GROUP BY window_start, window_end, product, shop;
INSERT INTO tumbled
SELECT window_start, shop, COUNT(*), SUM(quantity), MAX(price)
FROM TABLE(TUMBLE(TABLE stock, DESCRIPTOR(changed), INTERVAL '2' MINUTES)) GROUP BY window_start, window_end, shop;
INSERT INTO hopped
SELECT window_end, COUNT(DISTINCT product), SUM(quantity), MIN(quantity)
FROM TABLE(HOP(TABLE stock, DESCRIPTOR(changed), INTERVAL '1' MINUTE, INTERVAL '4' MINUTES)) GROUP BY window_start, window_end;
INSERT INTO cumulated
SELECT window_end, product, COUNT(*)
FROM TABLE(CUMULATE(TABLE stock, DESCRIPTOR(changed), INTERVAL '2' MINUTES, INTERVAL '6' MINUTES)) GROUP BY window_start, window_end, product;
INSERT INTO attached
SELECT window_start, letter, COUNT(*) FROM (
  SELECT window_start, window_end, SUBSTRING(product, 1, 1) AS letter
  FROM TABLE(TUMBLE(TABLE stock, DESCRIPTOR(changed), INTERVAL '3' MINUTES)) WHERE quantity > 1
) GROUP BY window_start, window_end, letter;
