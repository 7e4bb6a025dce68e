-- Nexmark-style source with every sort of column.
CREATE TEMPORARY TABLE IF NOT EXISTS shop.bid (
  auction BIGINT NOT NULL COMMENT 'which',
  price DECIMAL(10, 2),
  `timestamp` TIMESTAMP(3) WITH LOCAL TIME ZONE,
  tags INT ARRAY,
  extra ROW<a INT NOT NULL, b MAP<STRING, MULTISET<BYTES>> 'inner'>,
  arrived TIMESTAMP_LTZ(3) METADATA FROM 'timestamp' VIRTUAL,
  total AS price * 2 + 1,
  /* the time */ WATERMARK FOR `timestamp` AS `timestamp` - INTERVAL '4' SECOND,
  CONSTRAINT pk PRIMARY KEY (auction) NOT ENFORCED
) COMMENT 'bids' PARTITIONED BY (auction) WITH ('connector' = 'nexmark', 'it''s' = 'so');
CREATE TABLE sink (id INT PRIMARY KEY NOT ENFORCED) WITH ('connector' = 'blackhole') LIKE base (EXCLUDING ALL INCLUDING OPTIONS);
CREATE VIEW v (a, b) COMMENT 'two' AS SELECT 1, 2;
CREATE TEMPORARY FUNCTION f AS 'com.example.F' LANGUAGE JAVA;
DROP TABLE IF EXISTS t;
SET 'table.local-time-zone' = 'UTC';
RESET;
