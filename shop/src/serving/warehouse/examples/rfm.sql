-- title: Customers by recency, frequency and value
-- about: Customers in fifths by their last order, by how often and for how much they ordered; how many there are of each kind.
-- parameter from: the first day (default: newest-29)
-- parameter to: the last day (default: newest)
WITH customers AS (
  SELECT visitor, max(session_start) AS last_order, sum(orders) AS orders, sum(revenue) AS revenue
  FROM sessions
  WHERE date BETWEEN CAST($from AS DATE) AND CAST($to AS DATE) AND orders > 0
  GROUP BY visitor
),
scored AS (
  SELECT
    *,
    ntile(5) OVER (ORDER BY last_order, visitor) AS recency,
    ntile(5) OVER (ORDER BY orders, visitor) AS frequency,
    ntile(5) OVER (ORDER BY revenue, visitor) AS value
  FROM customers
)
SELECT
  CASE
    WHEN recency >= 4 AND frequency >= 4 AND value >= 4 THEN 'best customers'
    WHEN recency >= 4 AND frequency >= 3 THEN 'loyal'
    WHEN recency >= 4 THEN 'new or promising'
    WHEN recency <= 2 AND value >= 4 THEN 'valuable, slipping away'
    WHEN recency <= 2 THEN 'asleep'
    ELSE 'in between'
  END AS kind,
  count(*) AS customers,
  round(avg(orders), 2) AS orders_each,
  sum(revenue) AS revenue,
  round(100.0 * sum(revenue) / sum(sum(revenue)) OVER (), 2) AS share_of_revenue
FROM scored
GROUP BY kind
ORDER BY revenue DESC
