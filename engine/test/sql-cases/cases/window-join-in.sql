-- IN: orders whose basket is paid for in their window.
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

CREATE TABLE answer (window_start TIMESTAMP(3), basket STRING, o INT, amount DECIMAL(10, 2))
WITH ('connector' = 'print');

INSERT INTO answer
SELECT o.window_start, o.basket, o.id, o.amount
FROM windowed_orders AS o
WHERE o.basket IN (
  SELECT p.basket FROM windowed_payments AS p
  WHERE o.window_start = p.window_start AND o.window_end = p.window_end
);
