-- How many visitors come, look, fill a cart, go to the checkout and buy? Buyers over visitors is the conversion.
-- What no visitor did, such as a change of a product or a rule, is no traffic.

CREATE TEMPORARY VIEW visitor_steps AS
SELECT
  `timestamp`,
  visitor,
  COALESCE(UPPER(location.country), 'unknown') AS country,
  CASE WHEN eventType = 'page_view' OR eventType = 'product_click' THEN visitor END AS viewer,
  CASE WHEN eventType = 'add_to_cart' THEN visitor END AS carter,
  CASE WHEN eventType = 'checkout' THEN visitor END AS payer,
  CASE WHEN isSale THEN visitor END AS buyer,
  CASE WHEN isSale THEN COALESCE(orderId, eventId) END AS orderKey,
  CASE WHEN isSale THEN price * COALESCE(quantity, 1) END AS amount
FROM (
  SELECT
    *,
    eventType = 'purchase' AND (status IS NULL OR status NOT IN ('cancelled', 'failed', 'declined')) AS isSale
  FROM events
  WHERE visitor IS NOT NULL AND eventType NOT IN ('heartbeat', 'inventory_update', 'order_recorded', 'order_update')
);

INSERT INTO traffic
SELECT
  window_start,
  window_end,
  COUNT(*),
  COUNT(DISTINCT visitor),
  COUNT(DISTINCT viewer),
  COUNT(DISTINCT carter),
  COUNT(DISTINCT payer),
  COUNT(DISTINCT buyer)
FROM TABLE(TUMBLE(TABLE visitor_steps, DESCRIPTOR(`timestamp`), INTERVAL '5' MINUTES))
GROUP BY window_start, window_end;

-- Who has been here in the last five minutes, told anew every ten seconds?
INSERT INTO traffic_now
SELECT window_start, window_end, COUNT(*), COUNT(DISTINCT visitor)
FROM TABLE(HOP(TABLE visitor_steps, DESCRIPTOR(`timestamp`), INTERVAL '10' SECONDS, INTERVAL '5' MINUTES))
GROUP BY window_start, window_end;

-- The same steps over an hour, told anew every five minutes: whoever stays for three windows counts once in it.
INSERT INTO traffic_hours
SELECT
  window_start,
  window_end,
  COUNT(*),
  COUNT(DISTINCT visitor),
  COUNT(DISTINCT viewer),
  COUNT(DISTINCT carter),
  COUNT(DISTINCT payer),
  COUNT(DISTINCT buyer)
FROM TABLE(HOP(TABLE visitor_steps, DESCRIPTOR(`timestamp`), INTERVAL '5' MINUTES, INTERVAL '1' HOUR))
GROUP BY window_start, window_end;

-- From where do they come, hour by hour? The present hour is told as it stands every minute. A visitor counts once in the
-- hour, and revenue is what was bought: what is cancelled later is told by the corrections of revenue.sql.
INSERT INTO traffic_countries
SELECT
  window_start,
  window_end,
  country,
  COUNT(*),
  COUNT(DISTINCT visitor),
  COUNT(DISTINCT buyer),
  COUNT(DISTINCT orderKey),
  COALESCE(SUM(amount), 0)
FROM TABLE(CUMULATE(TABLE visitor_steps, DESCRIPTOR(`timestamp`), INTERVAL '1' MINUTE, INTERVAL '1' HOUR))
GROUP BY window_start, window_end, country;

-- How often is something of a category looked at, put into a cart and bought? A checkout is of a whole cart, so no
-- category has it. The present window is told as it stands every minute.
INSERT INTO category_traffic
SELECT
  window_start,
  window_end,
  category,
  COUNT(*) FILTER (WHERE eventType = 'page_view' OR eventType = 'product_click'),
  COUNT(*) FILTER (WHERE eventType = 'add_to_cart'),
  COUNT(*) FILTER (WHERE eventType = 'purchase' AND (status IS NULL OR status NOT IN ('cancelled', 'failed', 'declined')))
FROM TABLE(CUMULATE(TABLE events, DESCRIPTOR(`timestamp`), INTERVAL '1' MINUTE, INTERVAL '5' MINUTES))
WHERE category IS NOT NULL AND eventType IN ('page_view', 'product_click', 'add_to_cart', 'purchase')
GROUP BY window_start, window_end, category;
