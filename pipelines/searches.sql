-- What do visitors look for, hour by hour? The present hour is told as it stands every minute.
--
-- Searches that differ only in case and in spaces around them are one. Equal counts rank by text.

CREATE TEMPORARY VIEW searches_made AS
SELECT `timestamp`, visitor, SUBSTRING(LOWER(TRIM(query)), 1, 100) AS query
FROM events
WHERE eventType = 'search' AND query IS NOT NULL AND TRIM(query) <> '';

-- The column that is counted by keeps its name in late rows, too: by it a visitor's searches are forgotten there.
CREATE TEMPORARY VIEW search_counts AS
SELECT
  window_start,
  window_end,
  query,
  COUNT(*) AS searches,
  COUNT(DISTINCT visitor) AS searchers
FROM TABLE(CUMULATE(TABLE searches_made, DESCRIPTOR(`timestamp`), INTERVAL '1' MINUTE, INTERVAL '1' HOUR))
GROUP BY window_start, window_end, query;

INSERT INTO top_searches
SELECT window_start, window_end, place, query, searches, searchers
FROM (
  SELECT *, ROW_NUMBER() OVER (PARTITION BY window_start, window_end ORDER BY searches DESC, query) AS place
  FROM search_counts
)
WHERE place <= 30;
