-- What is being bought right now? Each purchase line at once, waiting for no window.

INSERT INTO orders
SELECT
  `timestamp`,
  eventId,
  COALESCE(orderId, eventId),
  visitor,
  productId,
  COALESCE(category, 'uncategorized'),
  COALESCE(quantity, 1),
  price * COALESCE(quantity, 1)
FROM events
WHERE eventType = 'purchase' AND (status IS NULL OR status NOT IN ('cancelled', 'failed', 'declined'));
