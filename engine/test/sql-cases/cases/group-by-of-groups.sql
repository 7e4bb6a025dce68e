-- Aggregates of aggregates: what a group told is taken back when it changes, and extremes fall back to the next.
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

CREATE TABLE counts (n BIGINT, products BIGINT, smallest STRING, largest STRING, quantities INT, highest INT, lowest INT, mean INT)
WITH ('connector' = 'print');
CREATE TABLE totals (
  kind STRING, n BIGINT, customers BIGINT, total DECIMAL(38, 3), mean DECIMAL(38, 6), most BIGINT, least BIGINT, several BIGINT,
  distinct_counts BIGINT, sum_of_distinct BIGINT
) WITH ('connector' = 'print');

CREATE VIEW products AS
SELECT product, COUNT(*) AS n, SUM(quantity) AS quantity FROM visits GROUP BY product;
CREATE VIEW shoppers AS
SELECT kind, customer, COUNT(*) AS n, SUM(price) AS total FROM visits GROUP BY kind, customer;

INSERT INTO counts
SELECT n, COUNT(*), MIN(product), MAX(product), SUM(quantity), MAX(quantity), MIN(quantity), AVG(quantity)
FROM products GROUP BY n;
INSERT INTO totals
SELECT kind, SUM(n), COUNT(customer), SUM(total), AVG(total), MAX(n), MIN(n), COUNT(*) FILTER (WHERE n > 5),
  COUNT(DISTINCT n), SUM(DISTINCT n)
FROM shoppers GROUP BY kind;
