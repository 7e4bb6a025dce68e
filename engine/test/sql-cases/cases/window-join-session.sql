-- Sessions that end together are joined, wherever they begin.
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

CREATE TABLE answer (o_start TIMESTAMP(3), p_start TIMESTAMP(3), o_end TIMESTAMP(3), p_end TIMESTAMP(3), o INT, p INT)
WITH ('connector' = 'print');

INSERT INTO answer
SELECT o.window_start, p.window_start, o.window_end, p.window_end, o.id, p.id
FROM TABLE(SESSION(TABLE orders, DESCRIPTOR(ts), INTERVAL '7' SECOND)) AS o
JOIN TABLE(SESSION(TABLE payments, DESCRIPTOR(ts), INTERVAL '7' SECOND)) AS p
  ON o.window_start = p.window_start AND o.window_end = p.window_end;
