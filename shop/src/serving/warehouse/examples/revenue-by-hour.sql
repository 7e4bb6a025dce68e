-- title: Revenue by hour
-- about: What was ordered in each hour, with what came late or was taken back counted in its own hour.
-- parameter from: the first day (default: newest-6)
-- parameter to: the last day (default: newest)
WITH amounts AS (
  SELECT window_start, revenue AS amount, orders
  FROM revenue
  WHERE date BETWEEN CAST($from AS DATE) AND CAST($to AS DATE)
  UNION ALL
  SELECT window_start, amount, 0
  FROM revenue_corrections
  WHERE date BETWEEN CAST($from AS DATE) AND CAST($to AS DATE)
)
SELECT date_trunc('hour', window_start) AS hour, sum(amount) AS revenue, sum(orders) AS orders_by_category
FROM amounts
GROUP BY hour
ORDER BY hour
