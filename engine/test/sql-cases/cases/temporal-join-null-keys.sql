-- NULL meets NULL here, as in Flink: the last payment of each order’s basket.
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

CREATE VIEW last_payments AS
SELECT id, ts, basket, amount
FROM (SELECT *, ROW_NUMBER() OVER (PARTITION BY basket ORDER BY ts DESC) AS place FROM payments)
WHERE place = 1;

CREATE TABLE answer (o INT, ordered TIMESTAMP(3), basket STRING, p INT, paid TIMESTAMP(3))
WITH ('connector' = 'print');

INSERT INTO answer
SELECT o.id, o.ts, o.basket, p.id, p.ts
FROM orders AS o JOIN last_payments FOR SYSTEM_TIME AS OF o.ts AS p ON o.basket = p.basket;
