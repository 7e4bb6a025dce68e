-- title: Revenue by hour
-- about: What was ordered in each hour, with what came late or was taken back counted in its own hour.
WITH amounts AS (
  SELECT window_start, revenue AS amount, orders
  FROM revenue
  WHERE "date" BETWEEN current_date - INTERVAL '6' DAY AND current_date
  UNION ALL
  SELECT window_start, amount, 0
  FROM revenue_corrections
  WHERE "date" BETWEEN current_date - INTERVAL '6' DAY AND current_date
)
SELECT date_trunc('hour', window_start) AS hour, sum(amount) AS revenue, sum(orders) AS orders_by_category
FROM amounts
GROUP BY date_trunc('hour', window_start)
ORDER BY hour
