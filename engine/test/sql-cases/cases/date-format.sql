-- DATE_FORMAT patterns, UNIX_TIMESTAMP and FROM_UNIXTIME.
CREATE TABLE orders (
  id INT,
  `day` DATE,
  tick TIME(0),
  `when` TIMESTAMP(3),
  lines ARRAY<ROW<sku STRING, n INT, price DECIMAL(8, 3)>>,
  matrix ARRAY<ARRAY<INT>>,
  totals MAP<STRING, DOUBLE>
) WITH ('connector' = 'filesystem', 'path' = '${inputs}/orders.json', 'format' = 'json');

CREATE TABLE answer (id INT, a STRING, b STRING, c STRING, d STRING, e STRING, f STRING, g BIGINT, h TIMESTAMP(3), i STRING)
WITH ('connector' = 'print');

INSERT INTO answer
SELECT id, DATE_FORMAT(`when`, 'yyyy-MM-dd''T''HH:mm:ss.SSS'), DATE_FORMAT(`when`, 'd.M.yy H:m:s'), DATE_FORMAT(`when`, 'EEE, dd MMM yyyy'), DATE_FORMAT(`when`, 'hh:mm a'),
  DATE_FORMAT(`when`, 'EEEE MMMM D'), DATE_FORMAT('2024-01-15 08:09:10', 'yyyyMMdd-HHmm'), UNIX_TIMESTAMP('2024-01-15 08:09:10'), TO_TIMESTAMP('15/01/2024 08.09', 'dd/MM/yyyy HH.mm'), FROM_UNIXTIME(86399 + id)
FROM orders;
