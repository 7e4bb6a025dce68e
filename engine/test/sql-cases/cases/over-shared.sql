-- Queries that read different columns of a view with running aggregates: some leave out what decides which rows are late.
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

CREATE TEMPORARY VIEW sums AS
SELECT *, SUM(amount) OVER (PARTITION BY ip ORDER BY ts ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW) AS total
FROM payments;

CREATE TEMPORARY VIEW recents AS
SELECT *, COUNT(*) OVER w AS n, SUM(items) OVER w AS pieces
FROM sums
WINDOW w AS (PARTITION BY ip ORDER BY ts RANGE BETWEEN INTERVAL '10' SECOND PRECEDING AND CURRENT ROW);

CREATE TABLE totals (id INT, total DECIMAL(38, 2), n BIGINT) WITH ('connector' = 'print');
CREATE TABLE pieces (card STRING, total DECIMAL(38, 2), pieces INT) WITH ('connector' = 'print');
CREATE TABLE counts (id INT, n BIGINT) WITH ('connector' = 'print');
CREATE TABLE sums_alone (id INT, `user` STRING, total DECIMAL(38, 2)) WITH ('connector' = 'print');
CREATE TABLE rows_alone (id INT) WITH ('connector' = 'print');

INSERT INTO totals SELECT id, total, n FROM recents;
INSERT INTO pieces SELECT card, total, pieces FROM recents WHERE ok;
INSERT INTO counts SELECT id, n FROM recents;
INSERT INTO sums_alone SELECT id, `user`, total FROM recents;
INSERT INTO rows_alone SELECT id FROM recents;
