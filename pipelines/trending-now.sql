-- Which products draw the most interest in the last five minutes, told anew every ten seconds?
--
-- trending.sql is the record, window by window; this is what a live page and a recommendation show. It ranks within each
-- category: the best of the whole shop are among the best of their categories.

CREATE TEMPORARY VIEW recent_product_interest AS
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
  FROM TABLE(HOP(TABLE events, DESCRIPTOR(`timestamp`), INTERVAL '10' SECONDS, INTERVAL '5' MINUTES))
  WHERE productId IS NOT NULL AND eventType IN ('page_view', 'product_click', 'add_to_cart', 'purchase')
  GROUP BY window_start, window_end, productId
);

INSERT INTO trending_now
SELECT window_start, window_end, category, place, productId, score, `views`, carts, purchases
FROM (
  SELECT *, ROW_NUMBER() OVER (PARTITION BY window_start, window_end, category ORDER BY score DESC, productId) AS place
  FROM recent_product_interest
)
WHERE place <= 10;
