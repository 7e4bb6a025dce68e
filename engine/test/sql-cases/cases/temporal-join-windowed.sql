-- A window over a temporal join, by the left side’s time; both sides read the versions’ table.
CREATE TABLE trades (
  id INT,
  ts TIMESTAMP(3),
  kind STRING,
  basket STRING,
  currency STRING,
  amount DECIMAL(10, 2),
  WATERMARK FOR ts AS ts - INTERVAL '7' MINUTE
) WITH (
  'connector' = 'filesystem',
  'path' = '${inputs}/trades.json',
  'format' = 'json'
);

CREATE VIEW orders AS SELECT * FROM trades WHERE kind = 'order';
CREATE VIEW payments AS SELECT * FROM trades WHERE kind = 'payment';

CREATE TABLE rates (
  id INT,
  ts TIMESTAMP(3),
  kind STRING,
  currency STRING,
  amount DECIMAL(10, 2),
  WATERMARK FOR ts AS ts - INTERVAL '7' MINUTE,
  PRIMARY KEY (currency) NOT ENFORCED
) WITH (
  'connector' = 'filesystem',
  'path' = '${inputs}/rates.json',
  'format' = 'json'
);

CREATE VIEW priced AS
SELECT o.ts, o.currency, o.amount * r.amount AS converted
FROM orders AS o JOIN rates FOR SYSTEM_TIME AS OF o.ts AS r ON o.currency = r.currency
LEFT JOIN rates FOR SYSTEM_TIME AS OF o.ts AS again ON o.currency = again.currency;

CREATE TABLE answer (window_start TIMESTAMP(3), currency STRING, n BIGINT, total DECIMAL(38, 4))
WITH ('connector' = 'print');

INSERT INTO answer
SELECT window_start, currency, COUNT(*), SUM(converted)
FROM TABLE(TUMBLE(TABLE priced, DESCRIPTOR(ts), INTERVAL '15' MINUTE))
GROUP BY window_start, window_end, currency;
