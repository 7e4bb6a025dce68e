-- A hopping window by keys, with distinct counts and filters.
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

CREATE TABLE answer (window_start TIMESTAMP(3), window_end TIMESTAMP(3), channel STRING, bidders BIGINT, dear BIGINT, cheap BIGINT, total BIGINT)
WITH ('connector' = 'print');

INSERT INTO answer
SELECT window_start, window_end, channel, COUNT(DISTINCT bidder), COUNT(DISTINCT bidder) FILTER (WHERE price >= 1000), COUNT(DISTINCT auction) FILTER (WHERE price < 500), COUNT(DISTINCT price)
FROM TABLE(HOP(TABLE bids, DESCRIPTOR(placed), INTERVAL '1' MINUTE, INTERVAL '5' MINUTES))
GROUP BY window_start, window_end, channel;
