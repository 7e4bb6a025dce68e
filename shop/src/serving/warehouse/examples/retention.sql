-- title: Who comes back
-- about: Visitors by the week of their first visit, and the share of them that came again in each week after it.
-- parameter from: the first day; whoever came before it counts as new (default: newest-29)
-- parameter to: the last day (default: newest)
WITH visitors AS (
  -- One bit for each week from that of the first day: the least of them is the week of the first visit.
  SELECT visitor, bit_or(1::BIGINT << CAST(date_diff('week', date_trunc('week', CAST($from AS DATE)), date) AS INTEGER)) AS weeks
  FROM sessions
  WHERE date BETWEEN CAST($from AS DATE) AND CAST($to AS DATE)
  GROUP BY visitor
),
alike AS (
  SELECT weeks, count(*) AS visitors FROM visitors GROUP BY weeks
),
counted AS (
  SELECT
    CAST(log2(weeks & -weeks) AS INTEGER) AS cohort,
    unnest(range(0, 62)) AS week,
    weeks,
    visitors
  FROM alike
)
SELECT
  CAST(date_trunc('week', CAST($from AS DATE)) AS DATE) + 7 * cohort AS week_of_first_visit,
  week - cohort AS weeks_later,
  sum(visitors) AS visitors,
  round(100.0 * sum(visitors) / first_value(sum(visitors)) OVER (PARTITION BY cohort ORDER BY week), 2) AS share
FROM counted
WHERE week >= cohort AND (weeks >> week) & 1 = 1
GROUP BY cohort, week
ORDER BY week_of_first_visit, weeks_later
