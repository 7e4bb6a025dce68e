-- title: Which first looks lead to orders
-- about: Orders and revenue credited to the category that a buyer looked at first, and to the one looked at last, within the window before the order.
WITH bought AS (
  SELECT visitor, order_id, min(event_time) AS ordered_at, sum(price * coalesce(quantity, 1)) AS amount
  FROM events
  WHERE event_type = 'purchase' AND "date" BETWEEN current_date - INTERVAL '6' DAY AND current_date
  GROUP BY visitor, order_id
),
looks AS (
  SELECT visitor, event_time, category
  FROM events
  WHERE event_type = 'product_click' AND category IS NOT NULL
    AND "date" BETWEEN current_date - INTERVAL '13' DAY AND current_date
    AND visitor IN (SELECT visitor FROM bought)
),
credited AS (
  SELECT
    bought.order_id,
    arbitrary(amount) AS amount,
    min_by(category, event_time) AS first_touch,
    max_by(category, event_time) AS last_touch
  FROM bought JOIN looks ON looks.visitor = bought.visitor
  WHERE event_time < ordered_at AND event_time >= ordered_at - INTERVAL '7' DAY
  GROUP BY bought.visitor, bought.order_id
),
touches AS (
  SELECT touch, touched AS category, amount
  FROM credited
  CROSS JOIN UNNEST(ARRAY['first', 'last'], ARRAY[first_touch, last_touch]) AS each (touch, touched)
)
SELECT
  category,
  count_if(touch = 'first') AS orders_by_first_touch,
  sum(amount) FILTER (WHERE touch = 'first') AS revenue_by_first_touch,
  count_if(touch = 'last') AS orders_by_last_touch,
  sum(amount) FILTER (WHERE touch = 'last') AS revenue_by_last_touch
FROM touches
GROUP BY category
ORDER BY revenue_by_last_touch DESC NULLS LAST, category
