-- ORDER BY … LIMIT over a stream: the first rows as they change, by columns, places, names and expressions.
CREATE TABLE payments (
  id INT,
  ts TIMESTAMP(3),
  ip STRING,
  `user` STRING,
  card STRING,
  amount DECIMAL(10, 2),
  items INT,
  rate DOUBLE,
  ok BOOLEAN,
  WATERMARK FOR ts AS ts - INTERVAL '4' SECOND
) WITH ('connector' = 'filesystem', 'path' = '${inputs}/payments.json', 'format' = 'json', 'scan.watermark.emit.strategy' = 'on-event');

CREATE TABLE answer (kind STRING, id INT, v DECIMAL(20, 2))
WITH ('connector' = 'print');

INSERT INTO answer
(SELECT 'best', id, amount FROM payments ORDER BY amount DESC, id LIMIT 5)
UNION ALL (SELECT 'second', id, amount AS a FROM payments WHERE amount > 10 ORDER BY a, 2 DESC LIMIT 3 OFFSET 2)
UNION ALL (SELECT 'hidden', id, CAST(NULL AS DECIMAL(20, 2)) FROM payments ORDER BY MOD(id, 7) DESC, rate LIMIT 4)
UNION ALL (SELECT 'groups', items, SUM(amount) FROM payments GROUP BY items ORDER BY COUNT(*) DESC, items FETCH FIRST 2 ROWS ONLY)
UNION ALL (SELECT 'time', id, amount FROM payments ORDER BY ts DESC LIMIT 2)
UNION ALL (SELECT 'none', id, amount FROM payments ORDER BY id LIMIT 0);
