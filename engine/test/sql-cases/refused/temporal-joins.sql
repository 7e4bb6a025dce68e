-- Joins FOR SYSTEM_TIME AS OF: versions by event time, lookups by processing time.
CREATE TABLE trades (
  id INT,
  ts TIMESTAMP(3),
  currency STRING,
  plain TIMESTAMP(3),
  arrived AS PROCTIME(),
  WATERMARK FOR ts AS ts - INTERVAL '7' MINUTE
) WITH ('connector' = 'filesystem', 'path' = '${inputs}/trades.json', 'format' = 'json');
CREATE TABLE rates (
  id INT,
  ts TIMESTAMP(3),
  currency STRING,
  amount DECIMAL(10, 2),
  WATERMARK FOR ts AS ts,
  PRIMARY KEY (currency) NOT ENFORCED
) WITH ('connector' = 'filesystem', 'path' = '${inputs}/rates.json', 'format' = 'json');
CREATE TABLE timeless (id INT, currency STRING, PRIMARY KEY (currency) NOT ENFORCED)
WITH ('connector' = 'filesystem', 'path' = '${inputs}/rates.json', 'format' = 'json');
CREATE TABLE zoned (id INT, ts TIMESTAMP_LTZ(3), currency STRING, WATERMARK FOR ts AS ts, PRIMARY KEY (currency) NOT ENFORCED)
WITH ('connector' = 'filesystem', 'path' = '${inputs}/rates.json', 'format' = 'json');
CREATE TABLE products (sku STRING, name STRING, PRIMARY KEY (sku) NOT ENFORCED)
WITH ('connector' = 'keyed', 'path' = '${inputs}/products.csv', 'format' = 'csv');
CREATE VIEW named AS SELECT * FROM products WHERE name IS NOT NULL;
CREATE VIEW dear AS SELECT * FROM rates WHERE amount > 1;
CREATE TABLE answer (a INT, b INT) WITH ('connector' = 'print');

-- refused:
INSERT INTO answer SELECT t.id, r.id FROM trades AS t JOIN rates FOR SYSTEM_TIME AS OF t.plain AS r ON t.currency = r.currency;
INSERT INTO answer SELECT t.id, r.id FROM trades AS t JOIN rates FOR SYSTEM_TIME AS OF t.ts - INTERVAL '1' MINUTE AS r ON t.currency = r.currency;
INSERT INTO answer SELECT t.id, r.id FROM trades AS t RIGHT JOIN rates FOR SYSTEM_TIME AS OF t.ts AS r ON t.currency = r.currency;
INSERT INTO answer SELECT t.id, r.id FROM trades AS t, rates FOR SYSTEM_TIME AS OF t.ts AS r WHERE t.currency = r.currency;
INSERT INTO answer SELECT t.id, r.id FROM trades AS t JOIN timeless FOR SYSTEM_TIME AS OF t.ts AS r ON t.currency = r.currency;
INSERT INTO answer SELECT t.id, r.id FROM trades AS t JOIN trades FOR SYSTEM_TIME AS OF t.ts AS r ON t.currency = r.currency;
INSERT INTO answer SELECT t.id, r.id FROM trades AS t JOIN rates FOR SYSTEM_TIME AS OF t.ts AS r ON t.id = r.id;
INSERT INTO answer SELECT t.id, r.id FROM trades AS t JOIN rates FOR SYSTEM_TIME AS OF t.ts AS r ON t.currency = UPPER(r.currency);
INSERT INTO answer SELECT t.id, r.id FROM trades AS t JOIN zoned FOR SYSTEM_TIME AS OF t.ts AS r ON t.currency = r.currency;
INSERT INTO answer SELECT t.id, r.id FROM trades AS t JOIN dear FOR SYSTEM_TIME AS OF t.ts AS r ON t.currency = r.currency;
INSERT INTO answer SELECT t.id, r.id FROM trades AS t JOIN rates FOR SYSTEM_TIME AS OF t.arrived AS r ON t.currency = r.currency;
INSERT INTO answer SELECT t.id, t.id FROM trades AS t JOIN products FOR SYSTEM_TIME AS OF t.arrived AS p ON p.name LIKE 'a%';
INSERT INTO answer SELECT t.id, t.id FROM trades AS t JOIN named FOR SYSTEM_TIME AS OF t.arrived AS p ON t.currency = p.sku;
