-- The first row of each key in each window.
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

CREATE TABLE answer (window_end TIMESTAMP(3), bidder BIGINT, channel STRING, id INT)
WITH ('connector' = 'print');

INSERT INTO answer
SELECT window_end, bidder, channel, id FROM (
  SELECT *, ROW_NUMBER() OVER (PARTITION BY window_start, window_end, bidder, channel ORDER BY placed ASC) AS place
  FROM TABLE(TUMBLE(TABLE bids, DESCRIPTOR(placed), INTERVAL '1' MINUTE)) WHERE MOD(CAST(EXTRACT(MILLISECOND FROM placed) AS INT), 200) = 0
) WHERE place = 1;
