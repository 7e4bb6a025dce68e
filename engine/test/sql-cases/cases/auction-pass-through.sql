-- Every bid as it is.
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

CREATE TABLE answer (auction BIGINT, bidder BIGINT, price BIGINT, placed TIMESTAMP(3), extra STRING)
WITH ('connector' = 'print');

INSERT INTO answer
SELECT auction, bidder, price, placed, extra FROM bids;
