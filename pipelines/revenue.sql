-- What does the shop take, by category, every five minutes?
--
-- A purchase is one order line; an order of several products is several lines with one orderId. A line without an
-- orderId is an order of its own. A missing quantity counts as one. A line that says itself that it was cancelled, or that
-- its payment failed, is none. What is cancelled or refunded within its window is not in the window's revenue. What is
-- cancelled or refunded later, and what arrives after its window has closed, gives a correction of the window that it
-- belongs to: windows and corrections together are the orders that stand.

-- Whether a line or a cancellation comes too late for its window is asked once, here, so that it is counted in one place
-- and in no other, however far the operators behind have come.
CREATE TEMPORARY VIEW order_events AS
SELECT
  *,
  COALESCE(
    CAST(CURRENT_WATERMARK(`timestamp`) AS TIMESTAMP(3)) >= windowStart + INTERVAL '04:59.999' MINUTE TO SECOND, FALSE
  ) AS isLate
FROM (
  SELECT
    `timestamp`,
    CAST(FLOOR(`timestamp` TO HOUR) AS TIMESTAMP(3)) + EXTRACT(MINUTE FROM `timestamp`) / 5 * INTERVAL '5' MINUTE
      AS windowStart,
    eventId,
    eventType,
    orderId,
    productId,
    category,
    price,
    quantity,
    status
  FROM events
  WHERE eventType IN ('purchase', 'order_cancelled', 'order_refunded')
);

CREATE TEMPORARY VIEW revenue_lines AS
SELECT
  `timestamp`,
  windowStart,
  isLate,
  eventId,
  COALESCE(orderId, eventId) AS orderKey,
  productId,
  COALESCE(category, 'uncategorized') AS category,
  price * COALESCE(quantity, 1) AS amount
FROM order_events
WHERE eventType = 'purchase' AND (status IS NULL OR status NOT IN ('cancelled', 'failed', 'declined'));

CREATE TEMPORARY VIEW punctual_lines AS
SELECT `timestamp`, eventId, orderKey, productId, category, amount FROM revenue_lines WHERE NOT isLate;

CREATE TEMPORARY VIEW late_lines AS
SELECT `timestamp`, windowStart, eventId, orderKey, productId, category, amount FROM revenue_lines WHERE isLate;

-- What takes back a whole order, or with a productId that product alone.
CREATE TEMPORARY VIEW taken_back AS
SELECT `timestamp`, isLate, orderId AS orderKey, productId, eventType AS reason
FROM order_events
WHERE eventType <> 'purchase' AND orderId IS NOT NULL;

CREATE TEMPORARY VIEW taken_back_in_time AS
SELECT `timestamp`, orderKey, productId FROM taken_back WHERE NOT isLate;

CREATE TEMPORARY VIEW kept_lines AS
SELECT *
FROM TABLE(TUMBLE(TABLE punctual_lines, DESCRIPTOR(`timestamp`), INTERVAL '5' MINUTES)) AS l
WHERE NOT EXISTS (
  SELECT *
  FROM TABLE(TUMBLE(TABLE taken_back_in_time, DESCRIPTOR(`timestamp`), INTERVAL '5' MINUTES)) AS t
  WHERE t.window_start = l.window_start AND t.window_end = l.window_end
    AND t.orderKey = l.orderKey AND (t.productId IS NULL OR t.productId = l.productId)
);

INSERT INTO revenue
SELECT
  window_start,
  window_end,
  category,
  SUM(amount),
  COUNT(DISTINCT orderKey),
  CAST(SUM(amount) / COUNT(DISTINCT orderKey) AS DECIMAL(38, 6))
FROM kept_lines
GROUP BY window_start, window_end, category;

-- The same over the whole shop: an order with lines in two categories counts once here.
INSERT INTO revenue_total
SELECT
  window_start,
  window_end,
  SUM(amount),
  COUNT(DISTINCT orderKey),
  CAST(SUM(amount) / COUNT(DISTINCT orderKey) AS DECIMAL(38, 6))
FROM kept_lines
GROUP BY window_start, window_end;

-- What was bought and taken back within the same window, and is therefore not in it.
INSERT INTO revenue_cancelled
SELECT window_start, window_end, category, SUM(amount), COUNT(DISTINCT orderKey)
FROM TABLE(TUMBLE(TABLE punctual_lines, DESCRIPTOR(`timestamp`), INTERVAL '5' MINUTES)) AS l
WHERE EXISTS (
  SELECT *
  FROM TABLE(TUMBLE(TABLE taken_back_in_time, DESCRIPTOR(`timestamp`), INTERVAL '5' MINUTES)) AS t
  WHERE t.window_start = l.window_start AND t.window_end = l.window_end
    AND t.orderKey = l.orderKey AND (t.productId IS NULL OR t.productId = l.productId)
)
GROUP BY window_start, window_end, category;

-- While a window is open nobody knows what will be cancelled: until it closes, all of its lines count.
INSERT INTO revenue_open
SELECT
  window_start,
  window_end,
  category,
  SUM(amount),
  COUNT(DISTINCT orderKey),
  CAST(SUM(amount) / COUNT(DISTINCT orderKey) AS DECIMAL(38, 6))
FROM TABLE(TUMBLE(TABLE punctual_lines, DESCRIPTOR(`timestamp`), INTERVAL '5' MINUTES))
GROUP BY window_start, window_end, category;

INSERT INTO revenue_total_open
SELECT
  window_start,
  window_end,
  SUM(amount),
  COUNT(DISTINCT orderKey),
  CAST(SUM(amount) / COUNT(DISTINCT orderKey) AS DECIMAL(38, 6))
FROM TABLE(TUMBLE(TABLE punctual_lines, DESCRIPTOR(`timestamp`), INTERVAL '5' MINUTES))
GROUP BY window_start, window_end;

-- How does the present window grow, second by second, over the whole shop?
INSERT INTO revenue_live
SELECT
  window_start,
  window_end,
  SUM(amount)
FROM TABLE(CUMULATE(TABLE punctual_lines, DESCRIPTOR(`timestamp`), INTERVAL '1' SECOND, INTERVAL '5' MINUTES))
GROUP BY window_start, window_end;

-- A line that comes too late adds to its window.
INSERT INTO revenue_corrections
SELECT
  windowStart,
  windowStart + INTERVAL '5' MINUTE,
  eventId,
  'late',
  CAST(`timestamp` AS TIMESTAMP(3)),
  'purchase',
  category,
  orderKey,
  amount
FROM late_lines;

-- Every line that has counted, at the moment from which it has.
CREATE TEMPORARY VIEW counted_lines AS
SELECT window_time AS countedAt, window_start AS windowStart, eventId, orderKey, productId, category, amount
FROM kept_lines
UNION ALL
SELECT `timestamp`, windowStart, eventId, orderKey, productId, category, amount
FROM late_lines;

-- Cancelled and then refunded is taken back once: the correction's key is the line.
INSERT INTO revenue_corrections
SELECT
  l.windowStart,
  l.windowStart + INTERVAL '5' MINUTE,
  l.eventId,
  'taken back',
  CAST(t.`timestamp` AS TIMESTAMP(3)),
  t.reason,
  l.category,
  l.orderKey,
  -l.amount
FROM counted_lines AS l
JOIN taken_back AS t
  ON t.orderKey = l.orderKey AND (t.productId IS NULL OR t.productId = l.productId)
    AND t.`timestamp` BETWEEN l.countedAt - INTERVAL '1' DAY AND l.countedAt + INTERVAL '7' DAY;
