-- Two window aggregates side by side.
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

CREATE VIEW windowed_orders AS SELECT * FROM TABLE(TUMBLE(TABLE orders, DESCRIPTOR(ts), INTERVAL '5' MINUTE));
CREATE VIEW windowed_payments AS SELECT * FROM TABLE(TUMBLE(TABLE payments, DESCRIPTOR(ts), INTERVAL '5' MINUTE));

CREATE TABLE answer (window_start TIMESTAMP(3), basket STRING, orders BIGINT, payments BIGINT)
WITH ('connector' = 'print');

INSERT INTO answer
SELECT COALESCE(o.window_start, p.window_start), COALESCE(o.basket, p.basket), o.n, p.n
FROM (SELECT basket, window_start, window_end, COUNT(*) AS n FROM windowed_orders GROUP BY basket, window_start, window_end) AS o
FULL JOIN (SELECT basket, window_start, window_end, COUNT(*) AS n FROM windowed_payments GROUP BY basket, window_start, window_end) AS p
  ON o.basket = p.basket AND o.window_start = p.window_start AND o.window_end = p.window_end;
