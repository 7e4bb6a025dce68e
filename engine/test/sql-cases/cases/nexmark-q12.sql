-- Nexmark q12: how many bids each bidder makes in ten seconds of the machine's clock.
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
) WITH (
  'connector' = 'timed', 'path' = '${inputs}/nexmark.json', 'format' = 'json',
  'clock.start' = '2024-01-15T10:00:00Z', 'clock.period' = '10 s', 'arrivals' = '0:6 s,300:11 s', 'end' = '21 s'
);

CREATE VIEW bid AS
SELECT bid.auction, bid.bidder, bid.price, bid.channel, bid.url, `dateTime`, bid.extra
FROM datagen WHERE event_type = 2;

CREATE VIEW clocked AS SELECT *, PROCTIME() AS seen FROM bid;

CREATE TABLE answer (bidder BIGINT, bid_count BIGINT, start_at TIMESTAMP(3), end_at TIMESTAMP(3))
WITH ('connector' = 'print');

INSERT INTO answer
SELECT bidder, COUNT(*), window_start, window_end
FROM TABLE(TUMBLE(TABLE clocked, DESCRIPTOR(seen), INTERVAL '10' SECOND))
GROUP BY bidder, window_start, window_end;
