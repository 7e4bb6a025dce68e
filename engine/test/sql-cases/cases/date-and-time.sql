-- DATE and TIME: fields, arithmetic, comparison and text.
CREATE TABLE orders (
  id INT,
  `day` DATE,
  tick TIME(0),
  `when` TIMESTAMP(3),
  lines ARRAY<ROW<sku STRING, n INT, price DECIMAL(8, 3)>>,
  matrix ARRAY<ARRAY<INT>>,
  totals MAP<STRING, DOUBLE>
) WITH ('connector' = 'filesystem', 'path' = '${inputs}/orders.json', 'format' = 'json');

CREATE TABLE answer (id INT, a DATE, b DATE, c TIME(0), d BIGINT, e BIGINT, f STRING, g STRING, h INT, i BOOLEAN, j DATE, k BIGINT, l TIMESTAMP(3))
WITH ('connector' = 'print');

INSERT INTO answer
SELECT id, `day` + INTERVAL '1' MONTH, `day` - INTERVAL '3' DAY, tick + INTERVAL '90' MINUTE, EXTRACT(QUARTER FROM `day`), EXTRACT(HOUR FROM tick),
  CAST(`day` AS STRING), CAST(tick AS STRING), TIMESTAMPDIFF(DAY, `day`, DATE '2024-03-01'), tick < TIME '12:00:00', FLOOR(`day` TO MONTH),
  EXTRACT(DAY FROM `when`), CAST(`day` AS TIMESTAMP(3))
FROM orders WHERE id <> 2;
