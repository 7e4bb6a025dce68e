-- How likely is it that an order is a fraud, told at the moment it arrives?
--
-- Arrival time is the server's own, so a false clock changes nothing, no row is late, and nothing is waited for. Each
-- signal is worth points when it passes its threshold; the score is their sum, 100 at most, and the reasons name each
-- signal with its points. A row is one order as far as its lines have arrived.

CREATE TEMPORARY VIEW arriving_lines AS
SELECT
  receivedAt,
  eventId,
  COALESCE(orderId, eventId) AS orderKey,
  visitor,
  userId,
  ip,
  location.country AS country,
  JSON_VALUE(properties, '$.deviceId') AS deviceId,
  COALESCE(price * COALESCE(quantity, 1), 0) AS amount
FROM arrivals
WHERE eventType = 'purchase';

CREATE TEMPORARY VIEW arriving_orders AS
SELECT *, SUM(amount) OVER (
  PARTITION BY orderKey ORDER BY receivedAt RANGE BETWEEN INTERVAL '1' HOUR PRECEDING AND CURRENT ROW
) AS orderValue
FROM arriving_lines;

-- The address: orders, users and money from it. One that is not known is shared with nobody.
CREATE TEMPORARY VIEW by_known_ip AS
SELECT
  *,
  COUNT(DISTINCT orderKey) OVER day1 AS ipOrders24h,
  COUNT(DISTINCT visitor) OVER day1 AS ipUsers24h,
  SUM(amount) OVER day1 AS ipAmount24h
FROM (
  SELECT
    *,
    COUNT(DISTINCT orderKey) OVER hour1 AS ipOrders1h,
    COUNT(DISTINCT visitor) OVER hour1 AS ipUsers1h,
    SUM(amount) OVER hour1 AS ipAmount1h
  FROM (
    SELECT
      *,
      COUNT(DISTINCT orderKey) OVER minutes5 AS ipOrders5m,
      COUNT(DISTINCT visitor) OVER minutes5 AS ipUsers5m,
      SUM(amount) OVER minutes5 AS ipAmount5m
    FROM arriving_orders
    WHERE ip IS NOT NULL
    WINDOW minutes5 AS (
      PARTITION BY ip ORDER BY receivedAt RANGE BETWEEN INTERVAL '5' MINUTE PRECEDING AND CURRENT ROW
    )
  )
  WINDOW hour1 AS (
    PARTITION BY ip ORDER BY receivedAt RANGE BETWEEN INTERVAL '1' HOUR PRECEDING AND CURRENT ROW
  )
)
WINDOW day1 AS (
  PARTITION BY ip ORDER BY receivedAt RANGE BETWEEN INTERVAL '1' DAY PRECEDING AND CURRENT ROW
);

CREATE TEMPORARY VIEW by_ip AS
SELECT * FROM by_known_ip
UNION ALL
SELECT
  *,
  CAST(1 AS BIGINT), CAST(1 AS BIGINT), CAST(amount AS DECIMAL(38, 4)),
  CAST(1 AS BIGINT), CAST(1 AS BIGINT), CAST(amount AS DECIMAL(38, 4)),
  CAST(1 AS BIGINT), CAST(1 AS BIGINT), CAST(amount AS DECIMAL(38, 4))
FROM arriving_orders
WHERE ip IS NULL;

-- The user: velocity, countries, and what the user's orders of the last week were worth.
CREATE TEMPORARY VIEW by_user AS
SELECT
  *,
  COUNT(DISTINCT orderKey) OVER days7 AS userOrders7d,
  SUM(amount) OVER days7 AS userAmount7d
FROM (
  SELECT
    *,
    COUNT(DISTINCT orderKey) OVER day1 AS userOrders24h,
    COUNT(DISTINCT country) OVER day1 AS countries24h,
    SUM(amount) OVER day1 AS userAmount24h
  FROM (
    SELECT
      *,
      COUNT(DISTINCT country) OVER hours2 AS countries2h
    FROM (
      SELECT
        *,
        COUNT(DISTINCT orderKey) OVER hour1 AS userOrders1h,
        SUM(amount) OVER hour1 AS userAmount1h
      FROM (
        SELECT
          *,
          COUNT(DISTINCT orderKey) OVER minutes5 AS userOrders5m,
          SUM(amount) OVER minutes5 AS userAmount5m
        FROM by_ip
        WINDOW minutes5 AS (
          PARTITION BY visitor ORDER BY receivedAt RANGE BETWEEN INTERVAL '5' MINUTE PRECEDING AND CURRENT ROW
        )
      )
      WINDOW hour1 AS (
        PARTITION BY visitor ORDER BY receivedAt RANGE BETWEEN INTERVAL '1' HOUR PRECEDING AND CURRENT ROW
      )
    )
    WINDOW hours2 AS (
      PARTITION BY visitor ORDER BY receivedAt RANGE BETWEEN INTERVAL '2' HOUR PRECEDING AND CURRENT ROW
    )
  )
  WINDOW day1 AS (
    PARTITION BY visitor ORDER BY receivedAt RANGE BETWEEN INTERVAL '1' DAY PRECEDING AND CURRENT ROW
  )
)
WINDOW days7 AS (
  PARTITION BY visitor ORDER BY receivedAt RANGE BETWEEN INTERVAL '7' DAY PRECEDING AND CURRENT ROW
);

-- The device: how many users it has had within a week.
CREATE TEMPORARY VIEW by_device AS
SELECT *, COUNT(DISTINCT visitor) OVER (
  PARTITION BY deviceId ORDER BY receivedAt RANGE BETWEEN INTERVAL '7' DAY PRECEDING AND CURRENT ROW
) AS deviceUsers
FROM by_user
WHERE deviceId IS NOT NULL
UNION ALL
SELECT *, CAST(1 AS BIGINT)
FROM by_user
WHERE deviceId IS NULL;

-- What a user says of itself: the newest of its `identify` events.
CREATE TEMPORARY VIEW profiles AS
SELECT userId, receivedAt, profileCountry, registeredAt
FROM (
  SELECT
    userId,
    receivedAt,
    JSON_VALUE(properties, '$.country') AS profileCountry,
    TRY_CAST(REPLACE(REPLACE(JSON_VALUE(properties, '$.createdAt'), 'T', ' '), 'Z', '') AS TIMESTAMP(3)) AS registeredAt,
    ROW_NUMBER() OVER (PARTITION BY userId ORDER BY receivedAt DESC) AS place
  FROM arrivals
  WHERE eventType = 'identify'
)
WHERE place = 1;

CREATE TEMPORARY VIEW order_signals AS
SELECT
  o.*,
  p.profileCountry,
  TIMESTAMPDIFF(SECOND, p.registeredAt, CAST(o.receivedAt AS TIMESTAMP(3))) AS accountAgeSeconds,
  CASE WHEN o.userOrders7d > 1
    THEN CAST((o.userAmount7d - o.orderValue) / (o.userOrders7d - 1) AS DECIMAL(20, 4)) END AS usualValue
FROM by_device AS o
LEFT JOIN profiles FOR SYSTEM_TIME AS OF o.receivedAt AS p ON p.userId = o.userId;

CREATE TEMPORARY VIEW order_points AS
SELECT
  *,
  CASE WHEN ipOrders5m >= 5 THEN 25 ELSE 0 END AS ipBurst,
  CASE WHEN ipOrders1h >= 15 OR ipOrders24h >= 60 THEN 15 ELSE 0 END AS ipVolume,
  CASE WHEN ipUsers5m >= 3 OR ipUsers1h >= 5 OR ipUsers24h >= 10 THEN 25 ELSE 0 END AS ipShared,
  CASE WHEN ipAmount1h >= 10000 OR ipAmount24h >= 25000 THEN 15 ELSE 0 END AS ipAmount,
  CASE WHEN userOrders5m >= 3 THEN 20 ELSE 0 END AS userBurst,
  CASE WHEN userOrders1h >= 6 OR userOrders24h >= 15 THEN 15 ELSE 0 END AS userVolume,
  CASE WHEN userAmount24h >= 5000 THEN 10 ELSE 0 END AS userAmount,
  CASE WHEN orderValue >= 5 * usualValue THEN 15 ELSE 0 END AS unlikeHistory,
  CASE WHEN accountAgeSeconds <= 60 THEN 40 ELSE 0 END AS rushedAccount,
  CASE WHEN accountAgeSeconds <= 86400 AND orderValue >= 200 THEN 20 ELSE 0 END AS newAccount,
  CASE WHEN countries2h > 1 THEN 25 ELSE 0 END AS impossibleTravel,
  CASE WHEN country <> profileCountry THEN 10 ELSE 0 END AS unlikeProfile,
  CASE WHEN countries24h >= 3 THEN 15 ELSE 0 END AS manyCountries,
  CASE WHEN deviceUsers >= 3 THEN 25 ELSE 0 END AS sharedDevice
FROM order_signals;

INSERT INTO fraud_scores
SELECT
  receivedAt,
  orderKey,
  eventId,
  visitor,
  ip,
  country,
  deviceId,
  orderValue,
  LEAST(100,
    ipBurst + ipVolume + ipShared + ipAmount + userBurst + userVolume + userAmount + unlikeHistory + rushedAccount
      + newAccount + impossibleTravel + unlikeProfile + manyCountries + sharedDevice),
  CONCAT_WS(' ',
    CASE WHEN ipBurst > 0 THEN 'IP_BURST:' || CAST(ipBurst AS STRING) END,
    CASE WHEN ipVolume > 0 THEN 'IP_VOLUME:' || CAST(ipVolume AS STRING) END,
    CASE WHEN ipShared > 0 THEN 'IP_SHARED:' || CAST(ipShared AS STRING) END,
    CASE WHEN ipAmount > 0 THEN 'IP_AMOUNT:' || CAST(ipAmount AS STRING) END,
    CASE WHEN userBurst > 0 THEN 'USER_BURST:' || CAST(userBurst AS STRING) END,
    CASE WHEN userVolume > 0 THEN 'USER_VOLUME:' || CAST(userVolume AS STRING) END,
    CASE WHEN userAmount > 0 THEN 'USER_AMOUNT:' || CAST(userAmount AS STRING) END,
    CASE WHEN unlikeHistory > 0 THEN 'UNLIKE_HISTORY:' || CAST(unlikeHistory AS STRING) END,
    CASE WHEN rushedAccount > 0 THEN 'RUSHED_ACCOUNT:' || CAST(rushedAccount AS STRING) END,
    CASE WHEN newAccount > 0 THEN 'NEW_ACCOUNT:' || CAST(newAccount AS STRING) END,
    CASE WHEN impossibleTravel > 0 THEN 'IMPOSSIBLE_TRAVEL:' || CAST(impossibleTravel AS STRING) END,
    CASE WHEN unlikeProfile > 0 THEN 'UNLIKE_PROFILE:' || CAST(unlikeProfile AS STRING) END,
    CASE WHEN manyCountries > 0 THEN 'MANY_COUNTRIES:' || CAST(manyCountries AS STRING) END,
    CASE WHEN sharedDevice > 0 THEN 'SHARED_DEVICE:' || CAST(sharedDevice AS STRING) END),
  ipOrders5m, ipOrders1h, ipOrders24h,
  ipUsers5m, ipUsers1h, ipUsers24h,
  ipAmount5m, ipAmount1h, ipAmount24h,
  userOrders5m, userOrders1h, userOrders24h,
  userAmount5m, userAmount1h, userAmount24h,
  usualValue,
  accountAgeSeconds,
  countries2h,
  countries24h,
  deviceUsers
FROM order_points;
