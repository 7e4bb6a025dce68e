-- Keys that are computed, of two integer types, and IS NOT DISTINCT FROM, under which NULL meets NULL.
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

CREATE TABLE answer (o INT, p INT, basket STRING, ordered TIMESTAMP(3), paid TIMESTAMP(3), amount DECIMAL(10, 2))
WITH ('connector' = 'print');

INSERT INTO answer
SELECT o.id, p.id, o.basket, CAST(o.ts AS TIMESTAMP(3)), CAST(p.ts AS TIMESTAMP(3)), p.amount
FROM orders AS o LEFT JOIN payments AS p
  ON MOD(o.id, 7) = MOD(CAST(p.id AS BIGINT), 7) AND UPPER(o.currency) = p.currency
  AND o.basket IS NOT DISTINCT FROM p.basket
  AND p.ts BETWEEN o.ts - INTERVAL '20' MINUTE AND o.ts + INTERVAL '20' MINUTE;
