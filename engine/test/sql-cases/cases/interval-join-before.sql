-- An interval that lies wholly before the row: nothing needs to wait for the other side.
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
  ON o.currency = p.currency AND p.ts BETWEEN o.ts - INTERVAL '2' MINUTE AND o.ts - INTERVAL '1' MINUTE;
