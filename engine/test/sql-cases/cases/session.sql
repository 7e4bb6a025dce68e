-- Sessions by customer.
CREATE TABLE visits (
  id INT,
  ts TIMESTAMP(3),
  customer STRING,
  kind STRING,
  product STRING,
  price DECIMAL(10, 3),
  quantity INT,
  score DOUBLE,
  vip BOOLEAN,
  WATERMARK FOR ts AS ts - INTERVAL '10' SECOND
) WITH ('connector' = 'filesystem', 'path' = '${inputs}/visits.json', 'format' = 'json');

CREATE TABLE answer (customer STRING, window_start TIMESTAMP(3), window_end TIMESTAMP(3), n BIGINT, products BIGINT, revenue DECIMAL(38, 3), first_ts TIMESTAMP(3), last_ts TIMESTAMP(3))
WITH ('connector' = 'print');

INSERT INTO answer
SELECT customer, window_start, window_end, COUNT(*), COUNT(DISTINCT product), SUM(price) FILTER (WHERE kind = 'buy'), MIN(ts), MAX(ts)
FROM TABLE(SESSION(TABLE visits PARTITION BY customer, DESCRIPTOR(ts), INTERVAL '2' MINUTES))
GROUP BY customer, window_start, window_end;
