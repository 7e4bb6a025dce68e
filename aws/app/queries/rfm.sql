-- title: Customers by recency, frequency and value
-- about: Customers in fifths by their last order, by how often and for how much they ordered; how many there are of each kind.
WITH customers AS (
  SELECT visitor, max(session_start) AS last_order, sum(orders) AS orders, sum(revenue) AS revenue
  FROM sessions
  WHERE "date" BETWEEN current_date - INTERVAL '29' DAY AND current_date AND orders > 0
  GROUP BY visitor
),
scored AS (
  SELECT
    orders,
    revenue,
    ntile(5) OVER (ORDER BY last_order, visitor) AS recency,
    ntile(5) OVER (ORDER BY orders, visitor) AS frequency,
    ntile(5) OVER (ORDER BY revenue, visitor) AS value
  FROM customers
),
kinds AS (
  SELECT
    CASE
      WHEN recency >= 4 AND frequency >= 4 AND value >= 4 THEN 'best customers'
      WHEN recency >= 4 AND frequency >= 3 THEN 'loyal'
      WHEN recency >= 4 THEN 'new or promising'
      WHEN recency <= 2 AND value >= 4 THEN 'valuable, slipping away'
      WHEN recency <= 2 THEN 'asleep'
      ELSE 'in between'
    END AS kind,
    orders,
    revenue
  FROM scored
)
SELECT
  kind,
  count(*) AS customers,
  round(avg(CAST(orders AS double)), 2) AS orders_each,
  sum(revenue) AS revenue,
  round(CAST(100 * sum(revenue) AS double) / CAST(sum(sum(revenue)) OVER () AS double), 2) AS share_of_revenue
FROM kinds
GROUP BY kind
ORDER BY revenue DESC
