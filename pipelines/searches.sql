-- What do visitors look for, hour by hour? The present hour is told as it stands every minute.
--
-- Searches that differ only in case and in spaces around them are one. Equal counts rank by text.

CREATE TEMPORARY VIEW search_counts AS
SELECT
  window_start,
  window_end,
  SUBSTRING(LOWER(TRIM(query)), 1, 100) AS query,
  COUNT(*) AS searches,
  COUNT(DISTINCT visitor) AS searchers
FROM TABLE(CUMULATE(TABLE events, DESCRIPTOR(`timestamp`), INTERVAL '1' MINUTE, INTERVAL '1' HOUR))
WHERE eventType = 'search' AND query IS NOT NULL AND TRIM(query) <> ''
GROUP BY window_start, window_end, SUBSTRING(LOWER(TRIM(query)), 1, 100);

INSERT INTO top_searches
SELECT window_start, window_end, place, query, searches, searchers
FROM (
  SELECT *, ROW_NUMBER() OVER (PARTITION BY window_start, window_end ORDER BY searches DESC, query) AS place
  FROM search_counts
)
WHERE place <= 30;
