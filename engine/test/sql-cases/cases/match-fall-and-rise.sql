-- MATCH_RECOGNIZE: a price that falls and rises again, by symbol; rows come out of order, NULL is a symbol and a price.
CREATE TABLE ticks (
  symbol STRING,
  ts TIMESTAMP(3),
  price INT,
  tax INT,
  n INT,
  WATERMARK FOR ts AS ts - INTERVAL '2' SECOND
) WITH ('connector' = 'filesystem', 'path' = '${inputs}/ticks.json', 'format' = 'json');

CREATE TABLE answer (symbol STRING, top_price INT, bottom_price INT, up_price INT, first_down INT, downs BIGINT, matched TIMESTAMP(3)) WITH ('connector' = 'print');

INSERT INTO answer SELECT *
FROM ticks MATCH_RECOGNIZE (
  PARTITION BY symbol
  ORDER BY ts
  MEASURES
    TOP.price AS top_price,
    LAST(DOWN.price) AS bottom_price,
    UP.price AS up_price,
    FIRST(DOWN.n) AS first_down,
    COUNT(DOWN.n) AS downs,
    MATCH_ROWTIME() AS matched
  ONE ROW PER MATCH
  AFTER MATCH SKIP PAST LAST ROW
  PATTERN (TOP DOWN+ UP)
  DEFINE
    DOWN AS DOWN.price < LAST(price, 1),
    UP AS UP.price > LAST(DOWN.price)
);
