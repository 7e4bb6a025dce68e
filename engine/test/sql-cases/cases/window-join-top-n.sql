-- The two dearest pairs of each window.
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

CREATE TABLE answer (window_start TIMESTAMP(3), o INT, p INT, together DECIMAL(11, 2), place BIGINT)
WITH ('connector' = 'print');

INSERT INTO answer
SELECT window_start, oid, pid, together, place
FROM (
  SELECT *, ROW_NUMBER() OVER (PARTITION BY window_start, window_end ORDER BY together DESC, oid, pid) AS place
  FROM (
    SELECT o.window_start, o.window_end, o.id AS oid, p.id AS pid, o.amount + p.amount AS together
    FROM windowed_orders AS o JOIN windowed_payments AS p
    ON o.basket = p.basket AND o.window_start = p.window_start AND o.window_end = p.window_end
    WHERE o.amount IS NOT NULL AND p.amount IS NOT NULL
  )
)
WHERE place <= 2;
