-- A window over an interval join: the watermark behind the join lets no pair come late.
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

CREATE VIEW pairs AS
SELECT o.id, o.ts, p.id AS pid, p.amount
FROM orders AS o LEFT JOIN payments AS p
  ON o.basket = p.basket AND p.ts BETWEEN o.ts - INTERVAL '1' MINUTE AND o.ts + INTERVAL '10' MINUTE;

CREATE TABLE answer (window_start TIMESTAMP(3), pairs BIGINT, unpaid BIGINT, amount DECIMAL(38, 2))
WITH ('connector' = 'print');

INSERT INTO answer
SELECT window_start, COUNT(pid), COUNT(*) - COUNT(pid), SUM(amount)
FROM TABLE(TUMBLE(TABLE pairs, DESCRIPTOR(ts), INTERVAL '5' MINUTE))
GROUP BY window_start, window_end;
