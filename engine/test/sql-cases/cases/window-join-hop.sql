-- Overlapping windows, both sides as functions in FROM; each pair once for every window.
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

CREATE TABLE answer (window_start TIMESTAMP(3), basket STRING, o INT, p INT, amount DECIMAL(10, 2))
WITH ('connector' = 'print');

INSERT INTO answer
SELECT o.window_start, o.currency, o.id, p.id, p.amount
FROM TABLE(HOP(TABLE orders, DESCRIPTOR(ts), INTERVAL '5' MINUTE, INTERVAL '10' MINUTE)) AS o
JOIN TABLE(HOP(TABLE payments, DESCRIPTOR(ts), INTERVAL '5' MINUTE, INTERVAL '10' MINUTE)) AS p
  ON o.currency = p.currency AND o.basket = p.basket
  AND o.window_start = p.window_start AND o.window_end = p.window_end;
