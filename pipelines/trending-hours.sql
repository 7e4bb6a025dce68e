-- Which products draw the most interest in an hour, within each category? The present hour is told as it stands every five
-- minutes. Interest is counted as in trending.sql.

CREATE TEMPORARY VIEW hourly_product_interest AS
SELECT *, `views` + 3 * carts + 10 * purchases AS score
FROM (
  SELECT
    window_start,
    window_end,
    productId,
    COALESCE(MAX(category), 'uncategorized') AS category,
    COUNT(*) FILTER (WHERE eventType = 'page_view' OR eventType = 'product_click') AS `views`,
    COUNT(*) FILTER (WHERE eventType = 'add_to_cart') AS carts,
    COUNT(*) FILTER (WHERE eventType = 'purchase') AS purchases
  FROM TABLE(CUMULATE(TABLE events, DESCRIPTOR(`timestamp`), INTERVAL '5' MINUTES, INTERVAL '1' HOUR))
  WHERE productId IS NOT NULL AND eventType IN ('page_view', 'product_click', 'add_to_cart', 'purchase')
  GROUP BY window_start, window_end, productId
);

INSERT INTO trending_hours
SELECT window_start, window_end, category, place, productId, score, `views`, carts, purchases
FROM (
  SELECT *, ROW_NUMBER() OVER (PARTITION BY window_start, window_end, category ORDER BY score DESC, productId) AS place
  FROM hourly_product_interest
)
WHERE place <= 10;
