-- title: From a look at a product to an order
-- about: How many visits came to each step, and which share of the step before it.
WITH steps AS (
  SELECT
    count(*) AS visits,
    count_if(products_seen > 0) AS looked_at_products,
    count_if(cart_adds > 0) AS filled_carts,
    count_if(orders > 0) AS ordered
  FROM sessions
  WHERE "date" BETWEEN current_date - INTERVAL '29' DAY AND current_date
)
SELECT
  step,
  visits_so_far AS visits,
  round(100e0 * visits_so_far / visits, 2) AS share_of_all,
  round(100e0 * visits_so_far / nullif(step_before, 0), 2) AS share_of_step_before
FROM steps
CROSS JOIN UNNEST(
  ARRAY['1 visited', '2 looked at a product', '3 filled a cart', '4 ordered'],
  ARRAY[visits, looked_at_products, filled_carts, ordered],
  ARRAY[NULL, visits, looked_at_products, filled_carts]
) AS each (step, visits_so_far, step_before)
ORDER BY step
