-- How much of each product is there, how long will it last, and what should be ordered?
--
-- Stock changes by `inventory_update` (quantity is what comes in or goes out) and by each purchase line. An update may
-- say more in its properties: threshold, leadTimeDays, safetyStock, onOrder; of each the newest counts. With onHand it is
-- a count: so many pieces there are, whatever was thought before. Movements count in the order in which they arrive.

CREATE TEMPORARY VIEW stock_movements AS
SELECT
  receivedAt,
  eventId,
  productId,
  CASE
    WHEN eventType = 'purchase' THEN -COALESCE(quantity, 1)
    WHEN JSON_VALUE(properties, '$.onHand') IS NULL THEN COALESCE(quantity, 0)
    ELSE 0
  END AS units,
  CASE WHEN eventType <> 'purchase' THEN TRY_CAST(JSON_VALUE(properties, '$.onHand') AS INT) END AS counted,
  CASE WHEN eventType = 'purchase' THEN COALESCE(quantity, 1) ELSE 0 END AS sold,
  TRY_CAST(JSON_VALUE(properties, '$.threshold') AS INT) AS threshold,
  TRY_CAST(JSON_VALUE(properties, '$.leadTimeDays') AS INT) AS leadTimeDays,
  TRY_CAST(JSON_VALUE(properties, '$.safetyStock') AS INT) AS safetyStock,
  TRY_CAST(JSON_VALUE(properties, '$.onOrder') AS INT) AS onOrder
FROM arrivals
WHERE productId IS NOT NULL
  AND (
    eventType = 'inventory_update'
    OR eventType = 'purchase' AND (status IS NULL OR status NOT IN ('cancelled', 'failed', 'declined'))
  );

-- What has been sold in the last week. All that is asked below reads these rows, so that a week is kept once.
CREATE TEMPORARY VIEW stock_weeks AS
SELECT
  *,
  SUM(sold) OVER week AS sold7d,
  TIMESTAMPDIFF(
    MINUTE, MIN(CAST(receivedAt AS TIMESTAMP(3))) OVER week, CAST(receivedAt AS TIMESTAMP(3))
  ) AS minutesKnown
FROM stock_movements
WINDOW week AS (
  PARTITION BY productId ORDER BY receivedAt RANGE BETWEEN INTERVAL '7' DAY PRECEDING AND CURRENT ROW
);

-- A count tells how far the sum of all movements is off; it stays so far off until the next count.
CREATE TEMPORARY VIEW stock_sums AS
SELECT *, CASE WHEN counted IS NOT NULL THEN counted - moved END AS offBy
FROM (
  SELECT *, SUM(units) OVER (
    PARTITION BY productId ORDER BY receivedAt ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW
  ) AS moved
  FROM stock_weeks
);

-- After each movement: what is there.
CREATE TEMPORARY VIEW stock_levels AS
SELECT
  receivedAt,
  eventId,
  productId,
  sold,
  sold7d,
  minutesKnown,
  moved + COALESCE(LAST_VALUE(offBy) OVER ever, 0) AS onHand,
  COALESCE(LAST_VALUE(threshold) OVER ever, 10) AS threshold,
  COALESCE(LAST_VALUE(leadTimeDays) OVER ever, 7) AS leadTimeDays,
  COALESCE(LAST_VALUE(safetyStock) OVER ever, 0) AS safetyStock,
  COALESCE(LAST_VALUE(onOrder) OVER ever, 0) AS onOrder
FROM stock_sums
WINDOW ever AS (PARTITION BY productId ORDER BY receivedAt ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW);

-- The pace of a product that is new is that of the days since its first movement, of one day at least.
CREATE TEMPORARY VIEW stock_figures AS
SELECT
  *,
  CASE WHEN soldADay > 0 THEN CAST(GREATEST(onHand, 0) / soldADay AS DECIMAL(12, 2)) END AS daysOfCover,
  GREATEST(0, CAST(CEIL(soldADay * leadTimeDays) AS INT) + safetyStock - onHand - onOrder) AS reorder
FROM (
  SELECT *, CAST(sold7d * 1440.0 / GREATEST(1440, minutesKnown) AS DECIMAL(14, 4)) AS soldADay
  FROM stock_levels
);

-- As of the product's last movement. Cover is how many days the stock lasts at that pace.
INSERT INTO stock
SELECT productId, receivedAt, onHand, onOrder, threshold, soldADay, daysOfCover, reorder
FROM stock_figures;

-- With what was there before, and whether that was too little. LAG would not do: of movements that arrive in one
-- millisecond it tells all of them what it tells the last. Before its first movement a product is what that makes it.
CREATE TEMPORARY VIEW stock_steps AS
SELECT
  *,
  FIRST_VALUE(onHand) OVER step AS wasOnHand,
  FIRST_VALUE(CASE WHEN onHand < threshold THEN 1 ELSE 0 END) OVER step AS wasBelow
FROM stock_figures
WINDOW step AS (PARTITION BY productId ORDER BY receivedAt ROWS BETWEEN 1 PRECEDING AND CURRENT ROW);

-- Once when stock falls below the threshold, and again only after it has been at or above it.
INSERT INTO stock_alerts
SELECT receivedAt, productId, eventId, onHand, threshold, daysOfCover, reorder
FROM stock_steps
WHERE onHand < threshold AND wasOnHand >= threshold;

-- Whenever stock falls below the threshold, and whenever it is at or above it again: in one stream, so that whoever
-- follows it knows how each product stands. The threshold itself may have been lowered.
INSERT INTO stock_standings
SELECT receivedAt, productId, eventId, onHand, threshold, daysOfCover, reorder
FROM stock_steps
WHERE onHand < threshold AND wasOnHand >= threshold OR onHand >= threshold AND wasBelow = 1;

-- Products of which far more was sold within an hour than in a usual hour of their last week.
CREATE TEMPORARY VIEW stock_hours AS
SELECT
  receivedAt,
  productId,
  SUM(sold) OVER (
    PARTITION BY productId ORDER BY receivedAt RANGE BETWEEN INTERVAL '1' HOUR PRECEDING AND CURRENT ROW
  ) AS sold1h,
  CAST(sold7d * 60.0 / GREATEST(60, minutesKnown) AS DECIMAL(12, 2)) AS usuallyAnHour
FROM stock_weeks;

INSERT INTO fast_movers
SELECT window_start, window_end, productId, MAX(sold1h), MIN(usuallyAnHour)
FROM TABLE(TUMBLE(TABLE stock_hours, DESCRIPTOR(receivedAt), INTERVAL '5' MINUTES))
WHERE sold1h >= 10 AND sold1h >= 3 * usuallyAnHour
GROUP BY window_start, window_end, productId;
