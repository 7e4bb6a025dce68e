-- title: From a look at a product to an order
-- about: How many visits came to each step, and which share of the step before it.
-- parameter from: the first day (default: newest-29)
-- parameter to: the last day (default: newest)
WITH steps AS (
  SELECT
    count(*) AS visits,
    count(*) FILTER (products_seen > 0) AS looked_at_products,
    count(*) FILTER (cart_adds > 0) AS filled_carts,
    count(*) FILTER (orders > 0) AS ordered
  FROM sessions
  WHERE date BETWEEN CAST($from AS DATE) AND CAST($to AS DATE)
)
SELECT unnest([
  {step: '1 visited', visits: visits, share_of_all: round(100.0 * visits / nullif(visits, 0), 2), share_of_step_before: NULL},
  {step: '2 looked at a product', visits: looked_at_products,
    share_of_all: round(100.0 * looked_at_products / nullif(visits, 0), 2),
    share_of_step_before: round(100.0 * looked_at_products / nullif(visits, 0), 2)},
  {step: '3 filled a cart', visits: filled_carts,
    share_of_all: round(100.0 * filled_carts / nullif(visits, 0), 2),
    share_of_step_before: round(100.0 * filled_carts / nullif(looked_at_products, 0), 2)},
  {step: '4 ordered', visits: ordered,
    share_of_all: round(100.0 * ordered / nullif(visits, 0), 2),
    share_of_step_before: round(100.0 * ordered / nullif(filled_carts, 0), 2)}
], recursive := true)
FROM steps
