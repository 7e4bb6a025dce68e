-- EXTRACT, FLOOR and CEIL to every unit.
CREATE TABLE orders (
  id INT,
  `day` DATE,
  tick TIME(0),
  `when` TIMESTAMP(3),
  lines ARRAY<ROW<sku STRING, n INT, price DECIMAL(8, 3)>>,
  matrix ARRAY<ARRAY<INT>>,
  totals MAP<STRING, DOUBLE>
) WITH ('connector' = 'filesystem', 'path' = '${inputs}/orders.json', 'format' = 'json');

CREATE TABLE answer (id INT, a BIGINT, b BIGINT, c BIGINT, d BIGINT, e BIGINT, f TIMESTAMP(3), g TIMESTAMP(3), h TIMESTAMP(3), i TIMESTAMP(3), j TIMESTAMP(3), k TIMESTAMP(3), l TIMESTAMP(3), m DATE)
WITH ('connector' = 'print');

INSERT INTO answer
SELECT id, YEAR(`when`), MONTH(`when`), DAYOFYEAR(`when`), EXTRACT(SECOND FROM `when`), EXTRACT(MILLISECOND FROM `when`), FLOOR(`when` TO YEAR), FLOOR(`when` TO MONTH), FLOOR(`when` TO DAY), FLOOR(`when` TO SECOND),
  CEIL(`when` TO YEAR), CEIL(`when` TO MONTH), CEIL(`when` TO DAY), CAST(FLOOR(`when` TO WEEK) AS DATE)
FROM orders WHERE id <> 2;
