-- Ranks without an end, orders that no stream has.
CREATE TABLE payments (
  id INT,
  ts TIMESTAMP(3),
  `user` STRING,
  amount DECIMAL(10, 2),
  items INT,
  arrived AS PROCTIME(),
  WATERMARK FOR ts AS ts - INTERVAL '4' SECOND
) WITH ('connector' = 'filesystem', 'path' = '${inputs}/payments.json', 'format' = 'json');

-- refused:
SELECT id FROM (SELECT *, ROW_NUMBER() OVER (PARTITION BY `user` ORDER BY amount DESC) AS place FROM payments) WHERE place >= 2;
SELECT id FROM (SELECT *, ROW_NUMBER() OVER (PARTITION BY `user` ORDER BY ts) AS place FROM payments) WHERE place > 2;
SELECT id FROM (SELECT *, ROW_NUMBER() OVER (PARTITION BY `user` ORDER BY amount DESC) AS place FROM payments) WHERE place <= 0;
SELECT id FROM (SELECT *, RANK() OVER (PARTITION BY `user` ORDER BY amount DESC) AS place FROM payments) WHERE place <= 3;
SELECT id FROM (SELECT *, DENSE_RANK() OVER (PARTITION BY `user` ORDER BY amount) AS place FROM payments) WHERE place = 1;
SELECT id FROM (SELECT *, ROW_NUMBER() OVER (PARTITION BY `user`) AS place FROM payments) WHERE place <= 3;
SELECT id FROM (SELECT *, ROW_NUMBER() OVER (PARTITION BY `user` ORDER BY amount DESC) AS place FROM payments) WHERE place + 1 <= 3;
SELECT id, place FROM (SELECT *, ROW_NUMBER() OVER (PARTITION BY `user` ORDER BY amount DESC) AS place FROM payments);
SELECT id FROM (SELECT *, ROW_NUMBER() OVER (ORDER BY amount) AS place, COUNT(*) OVER (ORDER BY amount) AS n FROM payments) WHERE place <= 3;
SELECT id FROM payments ORDER BY amount;
SELECT id FROM payments ORDER BY ts DESC;
SELECT id FROM payments ORDER BY amount, ts;
SELECT id FROM payments OFFSET 5;
SELECT id FROM payments ORDER BY amount OFFSET 5;
SELECT id FROM payments ORDER BY 2 LIMIT 5;
SELECT id FROM payments ORDER BY price LIMIT 5;
SELECT id FROM payments LIMIT id;
SELECT DISTINCT `user` FROM payments ORDER BY amount LIMIT 5;
SELECT `user`, COUNT(*) FROM payments GROUP BY `user` ORDER BY amount LIMIT 5;
SELECT `user`, n FROM (SELECT `user`, COUNT(*) AS n, MAX(ts) AS ts FROM payments GROUP BY `user`) ORDER BY ts;
SELECT window_start, COUNT(*) FROM TABLE(TUMBLE(TABLE payments, DESCRIPTOR(ts), INTERVAL '5' SECONDS)) GROUP BY window_start, window_end ORDER BY window_start;
WITH newest AS (SELECT id, ts FROM (SELECT *, ROW_NUMBER() OVER (PARTITION BY `user` ORDER BY ts DESC) AS place FROM payments) WHERE place = 1)
SELECT id, COUNT(*) OVER (ORDER BY ts) FROM newest;
SELECT id FROM (SELECT *, ROW_NUMBER() OVER (PARTITION BY window_start, window_end ORDER BY amount DESC) AS place FROM TABLE(TUMBLE(TABLE payments, DESCRIPTOR(arrived), INTERVAL '5' SECONDS))) WHERE place <= 3;
SELECT id FROM (SELECT *, ROW_NUMBER() OVER (PARTITION BY window_start, window_end, `user` ORDER BY arrived) AS place FROM TABLE(HOP(TABLE payments, DESCRIPTOR(arrived), INTERVAL '5' SECONDS, INTERVAL '10' SECONDS))) WHERE place = 1;
SELECT `user` FROM (SELECT *, ROW_NUMBER() OVER (PARTITION BY window_start, window_end ORDER BY n) AS place FROM (SELECT window_start, window_end, `user`, COUNT(*) AS n FROM TABLE(TUMBLE(TABLE payments, DESCRIPTOR(arrived), INTERVAL '5' SECONDS)) GROUP BY window_start, window_end, `user`)) WHERE place <= 3;
-- Millrace only: Flink 2.2 takes < for <= where the bound is a column.
SELECT id FROM (SELECT *, ROW_NUMBER() OVER (PARTITION BY `user` ORDER BY amount DESC) AS place FROM payments) WHERE place < id;
