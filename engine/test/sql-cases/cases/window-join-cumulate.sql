-- Growing windows, from subqueries with select lists, joined on the window alone.
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
SELECT o.window_start, o.basket, o.id, p.id, p.cents
FROM (
  SELECT id, basket, window_start, window_end
  FROM TABLE(CUMULATE(TABLE orders, DESCRIPTOR(ts), INTERVAL '2' MINUTE, INTERVAL '4' MINUTE))
  WHERE basket IN ('a', 'b')
) AS o
LEFT JOIN (
  SELECT window_end AS until, window_start AS since, amount * 2 AS cents, id
  FROM TABLE(CUMULATE(TABLE payments, DESCRIPTOR(ts), INTERVAL '2' MINUTE, INTERVAL '4' MINUTE))
  WHERE basket = 'c'
) AS p
  ON o.window_start = p.since AND o.window_end = p.until;
