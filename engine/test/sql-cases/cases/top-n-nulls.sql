-- NULLS LAST, and places from the second on.
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

CREATE TABLE answer (window_start TIMESTAMP(3), bidder BIGINT, id INT, place BIGINT)
WITH ('connector' = 'print');

INSERT INTO answer
SELECT window_start, bidder, id, place FROM (
  SELECT *, ROW_NUMBER() OVER (PARTITION BY window_start, window_end, channel ORDER BY bidder DESC NULLS LAST, id) AS place
  FROM TABLE(TUMBLE(TABLE bids, DESCRIPTOR(placed), INTERVAL '5' MINUTES)) WHERE channel IS NOT NULL
) WHERE place BETWEEN 2 AND 3;
