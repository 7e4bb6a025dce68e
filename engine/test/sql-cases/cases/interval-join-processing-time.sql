-- By the time of arrival: rows of one file arrive within an hour.
CREATE TABLE trades (
  id INT,
  ts TIMESTAMP(3),
  kind STRING,
  basket STRING,
  currency STRING,
  amount DECIMAL(10, 2),
  arrived AS PROCTIME(),
  WATERMARK FOR ts AS ts - INTERVAL '7' MINUTE
) WITH (
  'connector' = 'filesystem',
  'path' = '${inputs}/trades.json',
  'format' = 'json'
);

CREATE VIEW orders AS SELECT * FROM trades WHERE kind = 'order';
CREATE VIEW payments AS SELECT * FROM trades WHERE kind = 'payment';

CREATE TABLE answer (o INT, p INT, basket STRING)
WITH ('connector' = 'print');

INSERT INTO answer
SELECT o.id, p.id, o.basket
FROM orders AS o JOIN payments AS p
  ON o.basket = p.basket AND p.arrived BETWEEN o.arrived - INTERVAL '1' HOUR AND o.arrived + INTERVAL '1' HOUR
WHERE o.amount > 60 AND p.amount < 30;
