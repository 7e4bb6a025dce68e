-- Bids by price and by hour of the day, with a count of letters.
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

CREATE TABLE answer (auction BIGINT, price DECIMAL(23, 3), band STRING, placed TIMESTAMP(3), c BIGINT)
WITH ('connector' = 'print');

INSERT INTO answer
SELECT auction, 0.908 * price, CASE WHEN HOUR(placed) >= 8 AND MINUTE(placed) < 10 THEN 'early' WHEN MINUTE(placed) <= 20 OR MINUTE(placed) >= 30 THEN 'mid' ELSE 'late' END, placed,
  CAST(CHAR_LENGTH(extra) - CHAR_LENGTH(REPLACE(extra, 'c', '')) AS BIGINT)
FROM bids WHERE 0.908 * price > 100 AND 0.908 * price < 500000;
