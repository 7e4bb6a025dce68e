-- A key that is computed from the left row; the right side is a view that renames.
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

CREATE TABLE rates (
  id INT,
  ts TIMESTAMP(3),
  kind STRING,
  currency STRING,
  amount DECIMAL(10, 2),
  WATERMARK FOR ts AS ts - INTERVAL '7' MINUTE,
  PRIMARY KEY (currency) NOT ENFORCED
) WITH (
  'connector' = 'filesystem',
  'path' = '${inputs}/rates.json',
  'format' = 'json'
);

CREATE VIEW quotes AS SELECT currency AS code, ts AS since, id AS number, amount + 1 AS rate FROM rates;

CREATE TABLE answer (o INT, ordered TIMESTAMP(3), currency STRING, r INT, since TIMESTAMP(3), rate DECIMAL(10, 2))
WITH ('connector' = 'print');

INSERT INTO answer
SELECT o.id, o.ts, o.currency, r.number, r.since, r.rate
FROM orders AS o JOIN quotes FOR SYSTEM_TIME AS OF o.ts AS r ON UPPER(LOWER(o.currency)) = r.code AND o.id > r.number;
