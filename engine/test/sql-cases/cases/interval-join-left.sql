-- LEFT: rows without a match are given once none can come.
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
SELECT o.id, p.id, COALESCE(o.basket, p.basket), CAST(o.ts AS TIMESTAMP(3)), CAST(p.ts AS TIMESTAMP(3)), p.amount
FROM orders AS o LEFT JOIN payments AS p
  ON o.basket = p.basket AND o.ts < p.ts AND p.ts <= o.ts + INTERVAL '90' SECOND;
