-- How do shoppers go from a look to a purchase, away from full carts, and back when a price has fallen? Who tries cards
-- out? And does every order reach the database?
--
-- Rows of one time are matched in the order of their ids, so that any order of arrival within the watermark's delay gives
-- the same matches. WITHIN bounds what is remembered: every look and cart of the time that it says.

CREATE TEMPORARY VIEW shopping AS
SELECT
  `timestamp`,
  eventId,
  visitor,
  -- Whoever signs in on the way stays the same shopper.
  COALESCE(anonymousId, userId) AS shopper,
  eventType,
  productId,
  category,
  price,
  COALESCE(quantity, 1) AS quantity,
  orderId
FROM events
WHERE visitor IS NOT NULL AND productId IS NOT NULL AND (
  eventType IN ('page_view', 'product_click', 'add_to_cart', 'remove_from_cart')
  OR eventType = 'purchase' AND (status IS NULL OR status NOT IN ('cancelled', 'failed', 'declined'))
);

-- Looked at, put into the cart, bought: each step with its time.
INSERT INTO purchase_journeys
SELECT boughtAt, eventId, visitor, productId, category, viewedAt, cartedAt, `views`, secondsToCart, secondsToBuy, orderId,
  quantity, amount
FROM (
  SELECT * FROM shopping WHERE eventType <> 'remove_from_cart'
) MATCH_RECOGNIZE (
  PARTITION BY shopper, productId
  ORDER BY `timestamp`, eventId
  MEASURES
    B.`timestamp` AS boughtAt,
    B.eventId AS eventId,
    B.visitor AS visitor,
    COALESCE(B.category, 'uncategorized') AS category,
    FIRST(V.`timestamp`) AS viewedAt,
    C.`timestamp` AS cartedAt,
    COUNT(V.eventId) AS `views`,
    TIMESTAMPDIFF(SECOND, FIRST(V.`timestamp`), C.`timestamp`) AS secondsToCart,
    TIMESTAMPDIFF(SECOND, C.`timestamp`, B.`timestamp`) AS secondsToBuy,
    B.orderId AS orderId,
    B.quantity AS quantity,
    B.price * B.quantity AS amount
  ONE ROW PER MATCH
  AFTER MATCH SKIP PAST LAST ROW
  PATTERN (V+ C S* B) WITHIN INTERVAL '30' MINUTE
  DEFINE
    V AS V.eventType IN ('page_view', 'product_click'),
    C AS C.eventType = 'add_to_cart',
    S AS S.eventType <> 'purchase',
    B AS B.eventType = 'purchase'
);

-- Put into the cart, and within thirty minutes neither bought nor taken out. A pattern would see this only when the shopper
-- does something else; a join that finds nothing sees it as soon as the time is over.
INSERT INTO abandoned_carts
SELECT cart.`timestamp`, cart.eventId, cart.visitor, cart.productId, COALESCE(cart.category, 'uncategorized'),
  cart.quantity, cart.price * cart.quantity
FROM (
  SELECT * FROM shopping WHERE eventType = 'add_to_cart'
) AS cart
LEFT JOIN (
  SELECT * FROM shopping WHERE eventType IN ('purchase', 'remove_from_cart')
) AS done
ON cart.shopper = done.shopper AND cart.productId = done.productId
  AND done.`timestamp` BETWEEN cart.`timestamp` AND cart.`timestamp` + INTERVAL '30' MINUTE
WHERE done.eventId IS NULL;

-- Left in the cart, and half an hour or more later, at a lower price, bought or put into the cart again.
INSERT INTO price_drop_returns
SELECT returnedAt, eventId, visitor, productId, category, leftAt, minutesAway, priceBefore, priceNow, bought
FROM (
  SELECT * FROM shopping WHERE eventType IN ('add_to_cart', 'purchase')
) MATCH_RECOGNIZE (
  PARTITION BY shopper, productId
  ORDER BY `timestamp`, eventId
  MEASURES
    R.`timestamp` AS returnedAt,
    R.eventId AS eventId,
    R.visitor AS visitor,
    COALESCE(R.category, 'uncategorized') AS category,
    L.`timestamp` AS leftAt,
    TIMESTAMPDIFF(MINUTE, L.`timestamp`, R.`timestamp`) AS minutesAway,
    L.price AS priceBefore,
    R.price AS priceNow,
    R.eventType = 'purchase' AS bought
  ONE ROW PER MATCH
  AFTER MATCH SKIP TO NEXT ROW
  PATTERN (L R) WITHIN INTERVAL '6' HOUR
  DEFINE
    L AS L.eventType = 'add_to_cart',
    R AS R.price < L.price AND R.`timestamp` >= L.`timestamp` + INTERVAL '30' MINUTE
);

-- Three or more orders in a row from one address that are tiny or fail, and then a large one, within ten minutes: someone
-- tries out stolen cards. By arrival time, which no client sets.
INSERT INTO card_testing
SELECT chargedAt, eventId, ip, visitor, orderId, amount, attempts, attempted, firstAttemptAt, secondsToCharge
FROM (
  SELECT
    receivedAt,
    eventId,
    ip,
    visitor,
    orderId,
    price * COALESCE(quantity, 1) AS amount,
    COALESCE(status IN ('failed', 'declined'), FALSE) AS failed
  FROM arrivals
  WHERE ip IS NOT NULL AND price IS NOT NULL
    AND (eventType = 'purchase' OR eventType = 'checkout' AND status IN ('failed', 'declined'))
) MATCH_RECOGNIZE (
  PARTITION BY ip
  ORDER BY receivedAt, eventId
  MEASURES
    L.receivedAt AS chargedAt,
    L.eventId AS eventId,
    L.visitor AS visitor,
    L.orderId AS orderId,
    L.amount AS amount,
    COUNT(T.eventId) AS attempts,
    SUM(T.amount) AS attempted,
    FIRST(T.receivedAt) AS firstAttemptAt,
    TIMESTAMPDIFF(SECOND, FIRST(T.receivedAt), L.receivedAt) AS secondsToCharge
  ONE ROW PER MATCH
  AFTER MATCH SKIP PAST LAST ROW
  PATTERN (T{3,} L) WITHIN INTERVAL '10' MINUTE
  DEFINE
    T AS T.failed OR T.amount < 2,
    L AS NOT L.failed AND L.amount >= 100
);

-- The lines of an order come together: ten seconds after the last one it is whole.
CREATE TEMPORARY VIEW order_lines AS
SELECT `timestamp`, orderId, visitor, price * quantity AS amount
FROM shopping
WHERE eventType = 'purchase' AND orderId IS NOT NULL;

CREATE TEMPORARY VIEW web_orders AS
SELECT
  window_start AS orderedAt,
  window_time AS orderTime,
  orderId,
  MAX(visitor) AS visitor,
  COUNT(*) AS `lines`,
  SUM(amount) AS amount
FROM TABLE(SESSION(TABLE order_lines PARTITION BY orderId, DESCRIPTOR(`timestamp`), INTERVAL '10' SECOND))
GROUP BY window_start, window_end, window_time, orderId;

-- The rows that come into the database's table of orders; what changes in them later is an order_update.
CREATE TEMPORARY VIEW database_orders AS
SELECT `timestamp`, orderId, status
FROM events
WHERE eventType = 'order_recorded';

-- Every order with its row in the database, and with NULL those whose row did not come in five minutes.
INSERT INTO order_records
SELECT web.orderedAt, web.orderId, web.visitor, web.`lines`, web.amount, CAST(stored.`timestamp` AS TIMESTAMP_LTZ(3)), stored.status
FROM web_orders AS web
LEFT JOIN database_orders AS stored
ON web.orderId = stored.orderId
  AND stored.`timestamp` BETWEEN web.orderTime - INTERVAL '1' MINUTE AND web.orderTime + INTERVAL '5' MINUTE;
