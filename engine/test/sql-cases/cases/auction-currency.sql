-- Prices in another currency.
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

CREATE TABLE answer (auction BIGINT, bidder BIGINT, price DECIMAL(23, 3), placed TIMESTAMP(3))
WITH ('connector' = 'print');

INSERT INTO answer
SELECT auction, bidder, 0.908 * price AS price, placed FROM bids;
