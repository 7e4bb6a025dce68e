-- An OVER result that nothing reads is not computed: rows that come late pass, which OVER would drop.
CREATE TABLE visits (
  id INT,
  ts TIMESTAMP(3),
  customer STRING,
  quantity INT,
  WATERMARK FOR ts AS ts - INTERVAL '0' SECOND
) WITH (
  'connector' = 'filesystem', 'path' = '${inputs}/visits.json', 'format' = 'json',
  'scan.watermark.emit.strategy' = 'on-event'
);

CREATE TEMPORARY VIEW sums AS
SELECT id, customer, SUM(quantity) OVER w AS bought, COUNT(*) OVER w AS rows_so_far
FROM visits
WINDOW w AS (PARTITION BY customer ORDER BY ts RANGE BETWEEN INTERVAL '5' MINUTE PRECEDING AND CURRENT ROW);

CREATE TABLE unread (customer STRING, n BIGINT) WITH ('connector' = 'print');
CREATE TABLE one_read (customer STRING, n BIGINT, most BIGINT) WITH ('connector' = 'print');

INSERT INTO unread SELECT customer, COUNT(id) FROM sums GROUP BY customer;
INSERT INTO one_read SELECT customer, COUNT(id), MAX(rows_so_far) FROM sums GROUP BY customer;
