-- Top-N with ties that only a later column settles; NULL ranks first in ascending order.
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

CREATE TABLE answer (window_start TIMESTAMP(3), price BIGINT, bidder BIGINT, id INT, place BIGINT)
WITH ('connector' = 'print');

INSERT INTO answer
SELECT window_start, price, bidder, id, place FROM (
  SELECT *, ROW_NUMBER() OVER (PARTITION BY window_start, window_end ORDER BY price ASC, bidder ASC, id DESC) AS place
  FROM TABLE(TUMBLE(TABLE bids, DESCRIPTOR(placed), INTERVAL '2' MINUTES))
) WHERE place <= 4;
