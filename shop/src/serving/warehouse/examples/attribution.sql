-- title: Which first looks lead to orders
-- about: Orders and revenue credited to the category that a buyer looked at first, and to the one looked at last, within the window before the order.
-- parameter from: the first day of orders (default: newest-6)
-- parameter to: the last day of orders (default: newest)
-- parameter lookbackDays: how far back a look counts (default: 7)
WITH bought AS (
  SELECT visitor, order_id, min(event_time) AS ordered_at, sum(price * coalesce(quantity, 1)) AS amount
  FROM events
  WHERE event_type = 'purchase' AND date BETWEEN CAST($from AS DATE) AND CAST($to AS DATE)
  GROUP BY visitor, order_id
),
looks AS (
  SELECT visitor, event_time, category
  FROM events
  WHERE event_type = 'product_click' AND category IS NOT NULL
    AND date BETWEEN CAST($from AS DATE) - CAST($lookbackDays AS INTEGER) AND CAST($to AS DATE)
    AND visitor IN (SELECT visitor FROM bought)
),
credited AS (
  SELECT
    order_id,
    any_value(amount) AS amount,
    arg_min(category, event_time) AS first_touch,
    arg_max(category, event_time) AS last_touch
  FROM bought JOIN looks USING (visitor)
  WHERE event_time < ordered_at AND event_time >= ordered_at - to_days(CAST($lookbackDays AS INTEGER))
  GROUP BY visitor, order_id
),
touches AS (
  SELECT unnest(['first', 'last']) AS touch, unnest([first_touch, last_touch]) AS category, amount FROM credited
)
SELECT
  category,
  count(*) FILTER (touch = 'first') AS orders_by_first_touch,
  sum(amount) FILTER (touch = 'first') AS revenue_by_first_touch,
  count(*) FILTER (touch = 'last') AS orders_by_last_touch,
  sum(amount) FILTER (touch = 'last') AS revenue_by_last_touch
FROM touches
GROUP BY category
ORDER BY revenue_by_last_touch DESC NULLS LAST, category
