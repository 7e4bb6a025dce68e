-- A late row joins two sessions; keys, distinct counts and extremes.
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

CREATE TABLE answer (bidder BIGINT, window_start TIMESTAMP(3), window_end TIMESTAMP(3), n BIGINT, auctions BIGINT, cheapest BIGINT, dearest BIGINT, first_channel STRING, last_at TIMESTAMP(3))
WITH ('connector' = 'print');

INSERT INTO answer
SELECT bidder, window_start, window_end, COUNT(*), COUNT(DISTINCT auction), MIN(price), MAX(price), MIN(channel), MAX(placed)
FROM TABLE(SESSION(TABLE bids PARTITION BY bidder, DESCRIPTOR(placed), INTERVAL '3' SECONDS))
GROUP BY bidder, window_start, window_end;
