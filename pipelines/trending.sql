-- Which products and categories draw the most interest, every five minutes?
--
-- A look counts 1, putting into the cart 3, buying 10. Equal scores rank by name, so the answer is the same every time.

CREATE TEMPORARY VIEW product_interest AS
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
  FROM TABLE(TUMBLE(TABLE events, DESCRIPTOR(`timestamp`), INTERVAL '5' MINUTES))
  WHERE productId IS NOT NULL AND eventType IN ('page_view', 'product_click', 'add_to_cart', 'purchase')
  GROUP BY window_start, window_end, productId
);

INSERT INTO trending
SELECT window_start, window_end, place, productId, category, score, `views`, carts, purchases
FROM (
  SELECT *, ROW_NUMBER() OVER (PARTITION BY window_start, window_end ORDER BY score DESC, productId) AS place
  FROM product_interest
)
WHERE place <= 10;

CREATE TEMPORARY VIEW category_interest AS
SELECT *, `views` + 3 * carts + 10 * purchases AS score
FROM (
  SELECT
    window_start,
    window_end,
    category,
    COUNT(*) FILTER (WHERE eventType = 'page_view' OR eventType = 'product_click') AS `views`,
    COUNT(*) FILTER (WHERE eventType = 'add_to_cart') AS carts,
    COUNT(*) FILTER (WHERE eventType = 'purchase') AS purchases
  FROM TABLE(TUMBLE(TABLE events, DESCRIPTOR(`timestamp`), INTERVAL '5' MINUTES))
  WHERE category IS NOT NULL AND eventType IN ('page_view', 'product_click', 'add_to_cart', 'purchase')
  GROUP BY window_start, window_end, category
);

INSERT INTO trending_categories
SELECT window_start, window_end, place, category, score, `views`, carts, purchases
FROM (
  SELECT *, ROW_NUMBER() OVER (PARTITION BY window_start, window_end ORDER BY score DESC, category) AS place
  FROM category_interest
)
WHERE place <= 10;
