-- Arrays of rows, arrays of arrays and maps of numbers.
CREATE TABLE orders (
  id INT,
  `day` DATE,
  tick TIME(0),
  `when` TIMESTAMP(3),
  lines ARRAY<ROW<sku STRING, n INT, price DECIMAL(8, 3)>>,
  matrix ARRAY<ARRAY<INT>>,
  totals MAP<STRING, DOUBLE>
) WITH ('connector' = 'filesystem', 'path' = '${inputs}/orders.json', 'format' = 'json');

CREATE TABLE answer (id INT, l INT, sku STRING, n INT, price DECIMAL(8, 3), sku2 STRING, m INT, m2 INT, x DOUBLE, z DOUBLE)
WITH ('connector' = 'print');

INSERT INTO answer
SELECT id, CARDINALITY(lines), lines[1].sku, lines[1].n, lines[1].price, lines[2].sku, matrix[1][1], matrix[2][1], totals['x'], totals['z'] FROM orders;
