-- FIRST_VALUE, LAST_VALUE, LISTAGG and ARRAY_AGG over frames that slide.
CREATE TABLE payments (
  id INT,
  ts TIMESTAMP(3),
  ip STRING,
  `user` STRING,
  card STRING,
  amount DECIMAL(10, 2),
  items INT,
  rate DOUBLE,
  ok BOOLEAN,
  WATERMARK FOR ts AS ts - INTERVAL '4' SECOND
) WITH ('connector' = 'filesystem', 'path' = '${inputs}/payments.json', 'format' = 'json', 'scan.watermark.emit.strategy' = 'on-event');

CREATE TABLE answer (id INT, `user` STRING, first_card STRING, last_card STRING, cards STRING, amounts ARRAY<DECIMAL(10, 2)>)
WITH ('connector' = 'print');

INSERT INTO answer
SELECT id, `user`, FIRST_VALUE(card) OVER w, LAST_VALUE(card) OVER w, LISTAGG(card, '/') OVER w, ARRAY_AGG(amount) OVER w
FROM payments
WINDOW w AS (PARTITION BY `user` ORDER BY ts RANGE BETWEEN INTERVAL '8' SECOND PRECEDING AND CURRENT ROW);
