-- Whole arrays, rows and maps as they print.
CREATE TABLE orders (
  id INT,
  `day` DATE,
  tick TIME(0),
  `when` TIMESTAMP(3),
  lines ARRAY<ROW<sku STRING, n INT, price DECIMAL(8, 3)>>,
  matrix ARRAY<ARRAY<INT>>,
  totals MAP<STRING, DOUBLE>
) WITH ('connector' = 'filesystem', 'path' = '${inputs}/orders.json', 'format' = 'json');

CREATE TABLE answer (id INT, lines ARRAY<ROW<sku STRING, n INT, price DECIMAL(8, 3)>>, matrix ARRAY<ARRAY<INT>>, totals MAP<STRING, DOUBLE>)
WITH ('connector' = 'print');

INSERT INTO answer
SELECT id, lines, matrix, totals FROM orders WHERE id <> 1;
