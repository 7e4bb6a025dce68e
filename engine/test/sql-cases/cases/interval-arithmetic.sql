-- Intervals of months and of days to seconds: ends of months, leap days, negative ones, compound ones.
CREATE TABLE orders (
  id INT,
  `day` DATE,
  tick TIME(0),
  `when` TIMESTAMP(3),
  lines ARRAY<ROW<sku STRING, n INT, price DECIMAL(8, 3)>>,
  matrix ARRAY<ARRAY<INT>>,
  totals MAP<STRING, DOUBLE>
) WITH ('connector' = 'filesystem', 'path' = '${inputs}/orders.json', 'format' = 'json');

CREATE TABLE answer (id INT, a TIMESTAMP(3), b TIMESTAMP(3), c TIMESTAMP(3), d TIMESTAMP(3), e TIMESTAMP(3), f TIMESTAMP(3), g INT, h INT, i INT)
WITH ('connector' = 'print');

INSERT INTO answer
SELECT id, `when` + INTERVAL '1' YEAR, `when` - INTERVAL '2-1' YEAR TO MONTH, `when` + INTERVAL '1 02:03:04.567' DAY TO SECOND,
  `when` - INTERVAL '-5' MINUTE, `when` + INTERVAL '3' MONTH, `when` + 2 * INTERVAL '12' HOUR,
  TIMESTAMPDIFF(MONTH, TIMESTAMP '2023-12-31 12:00:00', `when`), TIMESTAMPDIFF(HOUR, `when`, TIMESTAMP '2024-02-29 00:00:01'),
  TIMESTAMPDIFF(YEAR, `when`, TIMESTAMP '2024-12-31 11:59:59')
FROM orders;
