-- What did each visitor do between arriving and falling silent for thirty minutes?
--
-- Rows may come in any order within the watermark's delay and give the same session: the first and the last product are
-- the smallest and the largest "time followed by product", because a session window merges as rows arrive and FIRST_VALUE
-- would depend on the order of arrival. A time prints as 23 characters, so the product begins at the 24th.

CREATE TEMPORARY VIEW visits AS
SELECT
  `timestamp`,
  visitor,
  eventType,
  productId,
  CAST(`timestamp` AS STRING) || productId AS productAtTime,
  CAST(`timestamp` AS STRING) || deviceType AS deviceAtTime,
  CASE WHEN eventType = 'purchase' AND (status IS NULL OR status NOT IN ('cancelled', 'failed', 'declined'))
    THEN COALESCE(orderId, eventId) END AS orderKey,
  CASE WHEN eventType = 'purchase' AND (status IS NULL OR status NOT IN ('cancelled', 'failed', 'declined'))
    THEN price * COALESCE(quantity, 1) END AS amount,
  CASE WHEN eventType = 'purchase' AND (status IS NULL OR status NOT IN ('cancelled', 'failed', 'declined'))
    THEN CAST(`timestamp` AS TIMESTAMP(3)) END AS orderedAt
FROM events
WHERE visitor IS NOT NULL AND eventType NOT IN ('heartbeat', 'inventory_update', 'order_recorded', 'order_update');

INSERT INTO sessions
SELECT
  visitor,
  window_start,
  window_end - INTERVAL '30' MINUTE,
  TIMESTAMPDIFF(SECOND, window_start, window_end - INTERVAL '30' MINUTE),
  COUNT(*),
  COUNT(*) FILTER (WHERE eventType = 'page_view'),
  COUNT(DISTINCT productId),
  COUNT(*) FILTER (WHERE eventType = 'add_to_cart'),
  COUNT(DISTINCT orderKey),
  COALESCE(SUM(amount), 0),
  COUNT(orderKey) > 0,
  CAST(TIMESTAMPDIFF(SECOND, window_start, MIN(orderedAt)) / 60.00 AS DECIMAL(10, 2)),
  SUBSTRING(MIN(deviceAtTime), 24),
  SUBSTRING(MIN(productAtTime), 24),
  SUBSTRING(MAX(productAtTime), 24)
FROM TABLE(SESSION(TABLE visits PARTITION BY visitor, DESCRIPTOR(`timestamp`), INTERVAL '30' MINUTES))
GROUP BY window_start, window_end, visitor;
