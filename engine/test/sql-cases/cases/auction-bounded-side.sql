-- Each bid with the row of a table that it looks up.
CREATE TABLE bids (
  id INT,
  auction BIGINT,
  bidder BIGINT,
  price BIGINT,
  channel STRING,
  url STRING,
  extra STRING,
  placed TIMESTAMP(3),
  letter AS SUBSTRING(extra, 1, 1),
  WATERMARK FOR placed AS placed - INTERVAL '4' SECOND
) WITH ('connector' = 'filesystem', 'path' = '${inputs}/bids.json', 'format' = 'json');

CREATE TABLE answer (id INT, auction BIGINT, letter STRING, price DECIMAL(20, 3))
WITH ('connector' = 'print');

INSERT INTO answer
SELECT id, auction, letter, CAST(price AS DECIMAL(20, 3)) * 0.5 FROM bids WHERE letter IN ('a', 'c') OR letter NOT BETWEEN 'a' AND 'y';
