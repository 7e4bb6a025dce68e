-- title: Who comes back
-- about: Visitors by the week of their first visit, and the share of them that came again in each week after it.
-- parameter from: the first day; whoever came before it counts as new (default: newest-29)
-- parameter to: the last day (default: newest)
WITH visits AS (
  SELECT DISTINCT visitor, date_trunc('week', date) AS week
  FROM sessions
  WHERE date BETWEEN CAST($from AS DATE) AND CAST($to AS DATE)
),
cohorts AS (
  SELECT visitor, week, min(week) OVER (PARTITION BY visitor) AS cohort FROM visits
),
counted AS (
  SELECT cohort, date_diff('week', cohort, week) AS weeks_later, count(*) AS visitors FROM cohorts GROUP BY ALL
)
SELECT
  CAST(cohort AS DATE) AS week_of_first_visit,
  weeks_later,
  visitors,
  round(100.0 * visitors / first_value(visitors) OVER (PARTITION BY cohort ORDER BY weeks_later), 2) AS share
FROM counted
ORDER BY week_of_first_visit, weeks_later
