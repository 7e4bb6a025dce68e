-- The bidders who spend most in each window.
CREATE TABLE bids (
  id INT,
  auction BIGINT,
  bidder BIGINT,
  price BIGINT,
  channel STRING,
  url STRING,
  extra STRING,
  placed TIMESTAMP(3),
  WATERMARK FOR placed AS placed - INTERVAL '4' SECOND
) WITH ('connector' = 'filesystem', 'path' = '${inputs}/bids.json', 'format' = 'json');

CREATE TABLE answer (window_start TIMESTAMP(3), window_end TIMESTAMP(3), bidder BIGINT, total BIGINT, place BIGINT)
WITH ('connector' = 'print');

INSERT INTO answer
SELECT window_start, window_end, bidder, total, place FROM (
  SELECT *, ROW_NUMBER() OVER (PARTITION BY window_start, window_end ORDER BY total DESC, bidder) AS place FROM (
    SELECT window_start, window_end, bidder, SUM(price) AS total
    FROM TABLE(TUMBLE(TABLE bids, DESCRIPTOR(placed), INTERVAL '1' MINUTE)) GROUP BY window_start, window_end, bidder
  )
) WHERE place <= 3;
