-- A bid with its day and minute, as a log would file it.
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

CREATE TABLE answer (auction BIGINT, placed TIMESTAMP(3), d STRING, m STRING)
WITH ('connector' = 'print');

INSERT INTO answer
SELECT auction, placed, DATE_FORMAT(placed, 'yyyy-MM-dd'), DATE_FORMAT(placed, 'HH:mm') FROM bids;
