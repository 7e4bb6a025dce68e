-- Where the pipelines read and write on AWS: the stream of enriched events, and the stream of insights, of which the
-- tables' keepers are made. The names and columns are those of embedded.sql, which its test holds this file to.
--
-- `enriched` and `insights` are the ARNs of the streams; what stands after a colon holds where a setting is not given.
-- Records hold arrays of events: each element is a row. An event counts once, whoever sent it twice: the first within a
-- day. Every result row is a record that names its table; of rows with the same key the last one counts.

-- By event time. Rows more than 10 seconds behind the newest of the slowest shard are late. A client's clock cannot run
-- ahead of the arrival of what it says.
CREATE TABLE events (
  eventId       STRING,
  userId        STRING,
  anonymousId   STRING,
  sessionId     STRING,
  eventType     STRING,
  `timestamp`   TIMESTAMP_LTZ(3),
  productId     STRING,
  category      STRING,
  price         DECIMAL(14, 4),
  quantity      INT,
  deviceType    STRING,
  location      ROW<country STRING, region STRING>,
  orderId       STRING,
  status        STRING,
  query         STRING,
  ip            STRING,
  currency      STRING,
  receivedAt    TIMESTAMP_LTZ(3),
  properties    STRING,
  visitor AS COALESCE(userId, anonymousId),
  WATERMARK FOR `timestamp` AS LEAST(`timestamp`, receivedAt) - INTERVAL '10' SECOND
) WITH (
  'connector' = 'kinesis',
  'stream.arn' = '${enriched}',
  'aws.endpoint' = '${endpoint:}',
  'source.init.position' = '${start:TRIM_HORIZON}',
  'source.reader.empty-records-fetch-interval' = '1 s',
  'source.once-by' = 'eventId',
  'source.once-within' = '24 h',
  'format' = 'json',
  'json.timestamp-format.standard' = 'ISO-8601',
  'scan.watermark.idle-timeout' = '${idle:60 s}'
);

-- By the time at which a collector accepted each event. Collectors' clocks differ, and buckets of a shard take turns: what
-- comes later than `disorder` seconds behind its shard's newest is left out, and every decision waits so long.
CREATE TABLE arrivals (
  WATERMARK FOR receivedAt AS receivedAt - INTERVAL '${disorder:1.000}' SECOND
) WITH ('source.reader.empty-records-fetch-interval' = '400 ms') LIKE events (EXCLUDING WATERMARKS OVERWRITING OPTIONS);

-- How all results are written. What decisions and alerts are made of is put into one order by its partition key.
CREATE TABLE insights WITH (
  'connector' = 'kinesis',
  'stream.arn' = '${insights}',
  'aws.endpoint' = '${endpoint:}',
  'sink.flush-buffer.timeout' = '100 ms',
  'sink.batch.max-size' = '${batch:500}'
);

-- revenue.sql
CREATE TABLE revenue (
  windowStart       TIMESTAMP(3),
  windowEnd         TIMESTAMP(3),
  category          STRING,
  revenue           DECIMAL(38, 4),
  orders            BIGINT,
  averageOrderValue DECIMAL(38, 6),
  PRIMARY KEY (windowStart, category) NOT ENFORCED
) LIKE insights;

CREATE TABLE revenue_total (
  windowStart       TIMESTAMP(3),
  windowEnd         TIMESTAMP(3),
  revenue           DECIMAL(38, 4),
  orders            BIGINT,
  averageOrderValue DECIMAL(38, 6),
  PRIMARY KEY (windowStart) NOT ENFORCED
) WITH ('sink.partition-key' = 'decisions') LIKE insights;

-- The present values of open windows, shown in the views above until the final rows take their place.
CREATE TABLE revenue_open (
  windowStart       TIMESTAMP(3),
  windowEnd         TIMESTAMP(3),
  category          STRING,
  revenue           DECIMAL(38, 4),
  orders            BIGINT,
  averageOrderValue DECIMAL(38, 6),
  PRIMARY KEY (windowStart, category) NOT ENFORCED
) LIKE insights;

CREATE TABLE revenue_total_open (
  windowStart       TIMESTAMP(3),
  windowEnd         TIMESTAMP(3),
  revenue           DECIMAL(38, 4),
  orders            BIGINT,
  averageOrderValue DECIMAL(38, 6),
  PRIMARY KEY (windowStart) NOT ENFORCED
) LIKE insights;

-- One row a line that came late ('late', added) or that was cancelled or refunded after its window ('taken back').
CREATE TABLE revenue_corrections (
  windowStart TIMESTAMP(3),
  windowEnd   TIMESTAMP(3),
  eventId     STRING,
  kind        STRING,
  correctedAt TIMESTAMP(3),
  reason      STRING,
  category    STRING,
  orderId     STRING,
  amount      DECIMAL(26, 4),
  PRIMARY KEY (windowStart, eventId, kind) NOT ENFORCED
) LIKE insights;

-- What was bought and taken back within the same window.
CREATE TABLE revenue_cancelled (
  windowStart TIMESTAMP(3),
  windowEnd   TIMESTAMP(3),
  category    STRING,
  amount      DECIMAL(38, 4),
  orders      BIGINT,
  PRIMARY KEY (windowStart, category) NOT ENFORCED
) LIKE insights;

CREATE TABLE revenue_live (
  windowStart TIMESTAMP(3),
  windowEnd   TIMESTAMP(3),
  revenue     DECIMAL(38, 4),
  PRIMARY KEY (windowStart, windowEnd) NOT ENFORCED
) LIKE insights;

-- sessions.sql
CREATE TABLE sessions (
  visitor             STRING,
  sessionStart        TIMESTAMP(3),
  sessionEnd          TIMESTAMP(3),
  durationSeconds     INT,
  events              BIGINT,
  pageViews           BIGINT,
  productsSeen        BIGINT,
  cartAdds            BIGINT,
  orders              BIGINT,
  revenue             DECIMAL(38, 4),
  converted           BOOLEAN,
  minutesToConversion DECIMAL(10, 2),
  device              STRING,
  entryProduct        STRING,
  exitProduct         STRING,
  PRIMARY KEY (visitor, sessionStart) NOT ENFORCED
) LIKE insights;

-- trending.sql
CREATE TABLE trending (
  windowStart TIMESTAMP(3),
  windowEnd   TIMESTAMP(3),
  place       BIGINT,
  productId   STRING,
  category    STRING,
  score       BIGINT,
  `views`     BIGINT,
  carts       BIGINT,
  purchases   BIGINT,
  PRIMARY KEY (windowStart, place) NOT ENFORCED
) LIKE insights;

CREATE TABLE trending_categories (
  windowStart TIMESTAMP(3),
  windowEnd   TIMESTAMP(3),
  place       BIGINT,
  category    STRING,
  score       BIGINT,
  `views`     BIGINT,
  carts       BIGINT,
  purchases   BIGINT,
  PRIMARY KEY (windowStart, place) NOT ENFORCED
) LIKE insights;

-- trending-now.sql
CREATE TABLE trending_now (
  windowStart TIMESTAMP(3),
  windowEnd   TIMESTAMP(3),
  category    STRING,
  place       BIGINT,
  productId   STRING,
  score       BIGINT,
  `views`     BIGINT,
  carts       BIGINT,
  purchases   BIGINT,
  PRIMARY KEY (windowStart, category, place) NOT ENFORCED
) LIKE insights;

-- trending-hours.sql
CREATE TABLE trending_hours (
  windowStart TIMESTAMP(3),
  windowEnd   TIMESTAMP(3),
  category    STRING,
  place       BIGINT,
  productId   STRING,
  score       BIGINT,
  `views`     BIGINT,
  carts       BIGINT,
  purchases   BIGINT,
  PRIMARY KEY (windowStart, category, place) NOT ENFORCED
) LIKE insights;

-- orders.sql
CREATE TABLE orders (
  orderedAt TIMESTAMP_LTZ(3),
  eventId   STRING,
  orderId   STRING,
  visitor   STRING,
  productId STRING,
  category  STRING,
  quantity  INT,
  amount    DECIMAL(25, 4),
  PRIMARY KEY (orderedAt, eventId) NOT ENFORCED
) LIKE insights;

-- traffic.sql
CREATE TABLE traffic (
  windowStart TIMESTAMP(3),
  windowEnd   TIMESTAMP(3),
  events      BIGINT,
  visitors    BIGINT,
  viewers     BIGINT,
  carts       BIGINT,
  checkouts   BIGINT,
  buyers      BIGINT,
  PRIMARY KEY (windowStart) NOT ENFORCED
) WITH ('sink.partition-key' = 'decisions') LIKE insights;

CREATE TABLE traffic_now (
  windowStart TIMESTAMP(3),
  windowEnd   TIMESTAMP(3),
  events      BIGINT,
  visitors    BIGINT,
  PRIMARY KEY (windowStart) NOT ENFORCED
) LIKE insights;

CREATE TABLE traffic_hours (
  windowStart TIMESTAMP(3),
  windowEnd   TIMESTAMP(3),
  events      BIGINT,
  visitors    BIGINT,
  viewers     BIGINT,
  carts       BIGINT,
  checkouts   BIGINT,
  buyers      BIGINT,
  PRIMARY KEY (windowStart) NOT ENFORCED
) WITH ('sink.partition-key' = 'decisions') LIKE insights;

CREATE TABLE traffic_countries (
  windowStart TIMESTAMP(3),
  windowEnd   TIMESTAMP(3),
  country     STRING,
  events      BIGINT,
  visitors    BIGINT,
  buyers      BIGINT,
  orders      BIGINT,
  revenue     DECIMAL(38, 4),
  PRIMARY KEY (windowStart, country) NOT ENFORCED
) LIKE insights;

CREATE TABLE category_traffic (
  windowStart TIMESTAMP(3),
  windowEnd   TIMESTAMP(3),
  category    STRING,
  `views`     BIGINT,
  carts       BIGINT,
  purchases   BIGINT,
  PRIMARY KEY (windowStart, category) NOT ENFORCED
) LIKE insights;

-- searches.sql
CREATE TABLE top_searches (
  windowStart TIMESTAMP(3),
  windowEnd   TIMESTAMP(3),
  place       BIGINT,
  query       STRING,
  searches    BIGINT,
  searchers   BIGINT,
  PRIMARY KEY (windowStart, place) NOT ENFORCED
) LIKE insights;

-- fraud.sql
CREATE TABLE fraud_scores (
  receivedAt        TIMESTAMP_LTZ(3),
  orderId           STRING,
  eventId           STRING,
  visitor           STRING,
  ip                STRING,
  country           STRING,
  deviceId          STRING,
  orderValue        DECIMAL(38, 4),
  score             INT,
  reasons           STRING,
  ipOrders5m        BIGINT,
  ipOrders1h        BIGINT,
  ipOrders24h       BIGINT,
  ipUsers5m         BIGINT,
  ipUsers1h         BIGINT,
  ipUsers24h        BIGINT,
  ipAmount5m        DECIMAL(38, 4),
  ipAmount1h        DECIMAL(38, 4),
  ipAmount24h       DECIMAL(38, 4),
  userOrders5m      BIGINT,
  userOrders1h      BIGINT,
  userOrders24h     BIGINT,
  userAmount5m      DECIMAL(38, 4),
  userAmount1h      DECIMAL(38, 4),
  userAmount24h     DECIMAL(38, 4),
  usualValue        DECIMAL(20, 4),
  accountAgeSeconds INT,
  countries2h       BIGINT,
  countries24h      BIGINT,
  deviceUsers       BIGINT,
  PRIMARY KEY (receivedAt, orderId) NOT ENFORCED
) WITH ('sink.partition-key' = 'decisions') LIKE insights;

-- inventory.sql
CREATE TABLE stock (
  productId   STRING,
  movedAt     TIMESTAMP_LTZ(3),
  onHand      INT,
  onOrder     INT,
  threshold   INT,
  soldADay    DECIMAL(14, 4),
  daysOfCover DECIMAL(12, 2),
  reorder     INT,
  PRIMARY KEY (productId) NOT ENFORCED
) LIKE insights;

CREATE TABLE stock_alerts (
  alertedAt   TIMESTAMP_LTZ(3),
  productId   STRING,
  eventId     STRING,
  onHand      INT,
  threshold   INT,
  daysOfCover DECIMAL(12, 2),
  reorder     INT,
  PRIMARY KEY (alertedAt, productId, eventId) NOT ENFORCED
) LIKE insights;

CREATE TABLE stock_standings (
  changedAt   TIMESTAMP_LTZ(3),
  productId   STRING,
  eventId     STRING,
  onHand      INT,
  threshold   INT,
  daysOfCover DECIMAL(12, 2),
  reorder     INT,
  PRIMARY KEY (changedAt, productId, eventId) NOT ENFORCED
) WITH ('sink.partition-key' = 'decisions') LIKE insights;

CREATE TABLE fast_movers (
  windowStart   TIMESTAMP(3),
  windowEnd     TIMESTAMP(3),
  productId     STRING,
  soldInAnHour  INT,
  usuallyAnHour DECIMAL(12, 2),
  PRIMARY KEY (windowStart, productId) NOT ENFORCED
) LIKE insights;

-- journeys.sql
CREATE TABLE purchase_journeys (
  boughtAt      TIMESTAMP_LTZ(3),
  eventId       STRING,
  visitor       STRING,
  productId     STRING,
  category      STRING,
  viewedAt      TIMESTAMP_LTZ(3),
  cartedAt      TIMESTAMP_LTZ(3),
  `views`       BIGINT,
  secondsToCart INT,
  secondsToBuy  INT,
  orderId       STRING,
  quantity      INT,
  amount        DECIMAL(25, 4),
  PRIMARY KEY (boughtAt, eventId) NOT ENFORCED
) LIKE insights;

CREATE TABLE abandoned_carts (
  addedAt   TIMESTAMP_LTZ(3),
  eventId   STRING,
  visitor   STRING,
  productId STRING,
  category  STRING,
  quantity  INT,
  amount    DECIMAL(25, 4),
  PRIMARY KEY (addedAt, eventId) NOT ENFORCED
) LIKE insights;

CREATE TABLE price_drop_returns (
  returnedAt  TIMESTAMP_LTZ(3),
  eventId     STRING,
  visitor     STRING,
  productId   STRING,
  category    STRING,
  leftAt      TIMESTAMP_LTZ(3),
  minutesAway INT,
  priceBefore DECIMAL(14, 4),
  priceNow    DECIMAL(14, 4),
  bought      BOOLEAN,
  PRIMARY KEY (returnedAt, eventId) NOT ENFORCED
) LIKE insights;

CREATE TABLE card_testing (
  chargedAt       TIMESTAMP_LTZ(3),
  eventId         STRING,
  ip              STRING,
  visitor         STRING,
  orderId         STRING,
  amount          DECIMAL(25, 4),
  attempts        BIGINT,
  attempted       DECIMAL(38, 4),
  firstAttemptAt  TIMESTAMP_LTZ(3),
  secondsToCharge INT,
  PRIMARY KEY (chargedAt, eventId) NOT ENFORCED
) LIKE insights;

CREATE TABLE order_records (
  orderedAt       TIMESTAMP(3),
  orderId         STRING,
  visitor         STRING,
  `lines`         BIGINT,
  amount          DECIMAL(38, 4),
  recordedAt      TIMESTAMP_LTZ(3),
  status          STRING,
  PRIMARY KEY (orderedAt, orderId) NOT ENFORCED
) LIKE insights;
