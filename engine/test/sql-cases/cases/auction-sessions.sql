-- How many bids a bidder makes while active.
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

CREATE TABLE answer (bidder BIGINT, n BIGINT, start_at TIMESTAMP(3), end_at TIMESTAMP(3))
WITH ('connector' = 'print');

INSERT INTO answer
SELECT bidder, COUNT(*), SESSION_START(placed, INTERVAL '10' SECOND), SESSION_END(placed, INTERVAL '10' SECOND)
FROM bids GROUP BY bidder, SESSION(placed, INTERVAL '10' SECOND);
