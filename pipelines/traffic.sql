-- How many visitors come, look, fill a cart and buy, every five minutes? Buyers over visitors is the conversion.
-- What no visitor did, such as a change of a product or a rule, is no traffic.

CREATE TEMPORARY VIEW visitor_steps AS
SELECT
  `timestamp`,
  visitor,
  CASE WHEN eventType = 'page_view' OR eventType = 'product_click' THEN visitor END AS viewer,
  CASE WHEN eventType = 'add_to_cart' THEN visitor END AS carter,
  CASE WHEN eventType = 'purchase' AND (status IS NULL OR status NOT IN ('cancelled', 'failed', 'declined')) THEN visitor END AS buyer
FROM events
WHERE visitor IS NOT NULL AND eventType NOT IN ('heartbeat', 'inventory_update', 'order_recorded', 'order_update');

INSERT INTO traffic
SELECT
  window_start,
  window_end,
  COUNT(*),
  COUNT(DISTINCT visitor),
  COUNT(DISTINCT viewer),
  COUNT(DISTINCT carter),
  COUNT(DISTINCT buyer)
FROM TABLE(TUMBLE(TABLE visitor_steps, DESCRIPTOR(`timestamp`), INTERVAL '5' MINUTES))
GROUP BY window_start, window_end;
