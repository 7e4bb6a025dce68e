-- A cumulating window by two keys, with a distinct count and an average.
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

CREATE VIEW sites AS SELECT channel, SPLIT_INDEX(url, '/', 3) AS site, bidder, price, id, placed FROM bids;

CREATE TABLE answer (window_start TIMESTAMP(3), window_end TIMESTAMP(3), channel STRING, site STRING, bidders BIGINT, average BIGINT, last_id INT)
WITH ('connector' = 'print');

INSERT INTO answer
SELECT window_start, window_end, channel, site, COUNT(DISTINCT bidder), AVG(price), MAX(id)
FROM TABLE(CUMULATE(TABLE sites, DESCRIPTOR(placed), INTERVAL '30' SECONDS, INTERVAL '2' MINUTES))
GROUP BY window_start, window_end, channel, site;
