-- Two interval joins, the second on the first one’s right time.
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
SELECT o.id, p.id AS pid, p.ts AS paid, p.currency
FROM orders AS o JOIN payments AS p
  ON o.basket = p.basket AND p.ts BETWEEN o.ts AND o.ts + INTERVAL '2' MINUTE;

CREATE TABLE answer (o INT, p INT, r INT, rated TIMESTAMP(3), rate DECIMAL(10, 2))
WITH ('connector' = 'print');

INSERT INTO answer
SELECT pairs.id, pairs.pid, r.id, r.ts, r.amount
FROM pairs JOIN trades AS r
  ON pairs.currency = r.currency AND r.kind = 'rate' AND r.ts BETWEEN pairs.paid - INTERVAL '3' MINUTE AND pairs.paid;
