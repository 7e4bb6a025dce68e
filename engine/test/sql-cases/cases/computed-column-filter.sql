-- A filter over a computed column, with IN and BETWEEN over text.
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
