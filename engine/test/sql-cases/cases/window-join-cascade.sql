-- A larger window over a window join, by its window_time.
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

CREATE VIEW pairs AS
SELECT o.id, o.window_time AS wt
FROM windowed_orders AS o JOIN windowed_payments AS p
  ON o.basket = p.basket AND o.window_start = p.window_start AND o.window_end = p.window_end;

CREATE TABLE answer (window_start TIMESTAMP(3), pairs BIGINT)
WITH ('connector' = 'print');

INSERT INTO answer
SELECT window_start, COUNT(*)
FROM TABLE(TUMBLE(TABLE pairs, DESCRIPTOR(wt), INTERVAL '20' MINUTE))
GROUP BY window_start, window_end;
