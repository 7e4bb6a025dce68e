-- Versions by deduplication: the last rate of each currency, as of each order.
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

CREATE VIEW rates AS
SELECT id, ts, currency, amount
FROM (
  SELECT *, ROW_NUMBER() OVER (PARTITION BY currency ORDER BY ts DESC) AS place
  FROM trades
  WHERE kind = 'rate'
)
WHERE place = 1;

CREATE TABLE answer (o INT, ordered TIMESTAMP(3), currency STRING, r INT, since TIMESTAMP(3), rate DECIMAL(10, 2))
WITH ('connector' = 'print');

INSERT INTO answer
SELECT o.id, o.ts, o.currency, r.id, r.ts, r.amount
FROM orders AS o LEFT JOIN rates FOR SYSTEM_TIME AS OF o.ts AS r ON o.currency = r.currency;
