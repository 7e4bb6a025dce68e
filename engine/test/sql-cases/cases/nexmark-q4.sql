-- Nexmark q4: the average winning price of each category. An average over a maximum that changes.
CREATE TABLE datagen (
  event_type INT,
  person ROW<
    id BIGINT, name STRING, emailAddress STRING, creditCard STRING, city STRING, state STRING,
    `dateTime` TIMESTAMP(3), extra STRING>,
  auction ROW<
    id BIGINT, itemName STRING, description STRING, initialBid BIGINT, reserve BIGINT,
    `dateTime` TIMESTAMP(3), expires TIMESTAMP(3), seller BIGINT, category BIGINT, extra STRING>,
  bid ROW<
    auction BIGINT, bidder BIGINT, price BIGINT, channel STRING, url STRING,
    `dateTime` TIMESTAMP(3), extra STRING>,
  `dateTime` AS CASE
    WHEN event_type = 0 THEN person.`dateTime`
    WHEN event_type = 1 THEN auction.`dateTime`
    ELSE bid.`dateTime` END,
  WATERMARK FOR `dateTime` AS `dateTime` - INTERVAL '4' SECOND
) WITH ('connector' = 'filesystem', 'path' = '${inputs}/nexmark.json', 'format' = 'json');

CREATE VIEW auction AS
SELECT auction.id, auction.itemName, auction.description, auction.initialBid, auction.reserve, `dateTime`,
  auction.expires, auction.seller, auction.category, auction.extra
FROM datagen WHERE event_type = 1;

CREATE VIEW bid AS
SELECT bid.auction, bid.bidder, bid.price, bid.channel, bid.url, `dateTime`, bid.extra
FROM datagen WHERE event_type = 2;

CREATE TABLE answer (category BIGINT, price BIGINT, PRIMARY KEY (category) NOT ENFORCED)
WITH ('connector' = 'print');

INSERT INTO answer
WITH winning AS (
  SELECT a.id, a.category, MAX(b.price) AS price
  FROM auction AS a
  JOIN bid AS b ON b.auction = a.id AND b.`dateTime` >= a.`dateTime` AND b.`dateTime` <= a.expires
  GROUP BY a.id, a.category
)
SELECT category, AVG(price) FROM winning GROUP BY category;
