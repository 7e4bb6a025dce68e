-- What OVER does not do on a stream.
CREATE TABLE payments (
  id INT,
  ts TIMESTAMP(3),
  `user` STRING,
  amount DECIMAL(10, 2),
  items INT,
  WATERMARK FOR ts AS ts - INTERVAL '4' SECOND
) WITH ('connector' = 'filesystem', 'path' = '${inputs}/payments.json', 'format' = 'json');

-- refused:

SELECT LEAD(amount) OVER (PARTITION BY `user` ORDER BY ts) FROM payments;
SELECT NTILE(4) OVER (PARTITION BY `user` ORDER BY ts) FROM payments;
SELECT PERCENT_RANK() OVER (ORDER BY ts) FROM payments;
SELECT CUME_DIST() OVER (ORDER BY ts) FROM payments;
SELECT SUM(amount) OVER (PARTITION BY `user`) FROM payments;
SELECT SUM(amount) OVER (PARTITION BY `user` ORDER BY ts DESC) FROM payments;
SELECT SUM(amount) OVER (PARTITION BY `user` ORDER BY ts, id) FROM payments;
SELECT SUM(amount) OVER (ORDER BY ts ROWS BETWEEN 2 PRECEDING AND 1 PRECEDING) FROM payments;
SELECT SUM(amount) OVER (ORDER BY ts ROWS BETWEEN CURRENT ROW AND UNBOUNDED FOLLOWING) FROM payments;
SELECT SUM(amount) OVER (ORDER BY ts ROWS BETWEEN id PRECEDING AND CURRENT ROW) FROM payments;
SELECT SUM(amount) OVER (ORDER BY ts RANGE BETWEEN INTERVAL '1' MONTH PRECEDING AND CURRENT ROW) FROM payments;
SELECT SUM(amount) OVER (ORDER BY id ROWS BETWEEN 2 PRECEDING AND CURRENT ROW) FROM payments;
SELECT SUM(amount) OVER (ORDER BY ts + INTERVAL '1' SECOND) FROM payments;
SELECT SUM(amount) FILTER (WHERE items > 1) OVER (ORDER BY ts) FROM payments;
SELECT SUM(amount) OVER (ORDER BY ts), SUM(amount) OVER (PARTITION BY `user` ORDER BY ts) FROM payments;
SELECT SUM(amount) OVER w, ROW_NUMBER() OVER w FROM payments WINDOW w AS (ORDER BY ts);
SELECT LAG(amount) OVER (ORDER BY ts ROWS BETWEEN 2 PRECEDING AND CURRENT ROW) FROM payments;
SELECT LAG(amount, 1, 'none') OVER (ORDER BY ts) FROM payments;
SELECT ROW_NUMBER() OVER (PARTITION BY `user`) FROM payments;
SELECT FIRST_VALUE(amount) RESPECT NULLS OVER (ORDER BY ts) FROM payments;
SELECT COUNT(id, amount) OVER (ORDER BY ts) FROM payments;
SELECT id FROM payments WHERE SUM(amount) OVER (ORDER BY ts) > 3;
SELECT SUM(SUM(amount) OVER (ORDER BY ts)) OVER (ORDER BY ts) FROM payments;
SELECT SUM(amount) OVER w FROM payments;

-- Millrace only: Flink 2.2 runs it, but loses the bound of the frame.
SELECT SUM(amount) OVER (w ROWS BETWEEN 2 PRECEDING AND CURRENT ROW) FROM payments WINDOW w AS (ORDER BY ts);
