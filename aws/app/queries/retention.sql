-- title: Who comes back
-- about: Visitors by the week of their first visit, and the share of them that came again in each week after it.
WITH weeks AS (
  SELECT DISTINCT visitor, date_trunc('week', "date") AS week
  FROM sessions
  WHERE "date" BETWEEN current_date - INTERVAL '29' DAY AND current_date
),
placed AS (
  SELECT visitor, week, min(week) OVER (PARTITION BY visitor) AS first_week
  FROM weeks
),
counted AS (
  SELECT first_week, date_diff('week', first_week, week) AS weeks_later, count(*) AS visitors
  FROM placed
  GROUP BY first_week, date_diff('week', first_week, week)
)
SELECT
  first_week AS week_of_first_visit,
  weeks_later,
  visitors,
  round(100e0 * visitors / first_value(visitors) OVER (PARTITION BY first_week ORDER BY weeks_later), 2) AS share
FROM counted
ORDER BY week_of_first_visit, weeks_later
