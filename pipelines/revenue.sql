-- What does the shop take, by category, every five minutes?
--
-- A purchase is one order line; an order of several products is several lines with one orderId. A line without an
-- orderId is an order of its own. Cancelled lines are left out, a missing quantity counts as one.

CREATE TEMPORARY VIEW revenue_lines AS
SELECT
  `timestamp`,
  COALESCE(category, 'uncategorized') AS category,
  COALESCE(orderId, eventId) AS orderKey,
  price * COALESCE(quantity, 1) AS amount
FROM events
WHERE eventType = 'purchase' AND (status IS NULL OR status <> 'cancelled');

INSERT INTO revenue
SELECT
  window_start,
  window_end,
  category,
  SUM(amount),
  COUNT(DISTINCT orderKey),
  CAST(SUM(amount) / COUNT(DISTINCT orderKey) AS DECIMAL(38, 6))
FROM TABLE(TUMBLE(TABLE revenue_lines, DESCRIPTOR(`timestamp`), INTERVAL '5' MINUTES))
GROUP BY window_start, window_end, category;

-- The same over the whole shop: an order with lines in two categories counts once here.
INSERT INTO revenue_total
SELECT
  window_start,
  window_end,
  SUM(amount),
  COUNT(DISTINCT orderKey),
  CAST(SUM(amount) / COUNT(DISTINCT orderKey) AS DECIMAL(38, 6))
FROM TABLE(TUMBLE(TABLE revenue_lines, DESCRIPTOR(`timestamp`), INTERVAL '5' MINUTES))
GROUP BY window_start, window_end;

-- How does the present window grow, second by second, over the whole shop?
INSERT INTO revenue_live
SELECT
  window_start,
  window_end,
  SUM(amount)
FROM TABLE(CUMULATE(TABLE revenue_lines, DESCRIPTOR(`timestamp`), INTERVAL '1' SECOND, INTERVAL '5' MINUTES))
GROUP BY window_start, window_end;
