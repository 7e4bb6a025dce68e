-- Aggregates that are called in ways that Flink refuses, too.
CREATE TABLE visits (
  id INT,
  ts TIMESTAMP(3),
  customer STRING,
  quantity INT,
  WATERMARK FOR ts AS ts - INTERVAL '10' SECOND
) WITH ('connector' = 'filesystem', 'path' = '${inputs}/visits.json', 'format' = 'json');

-- refused:
SELECT COUNT(id, customer) FROM visits;
SELECT COUNT(DISTINCT id, customer) FROM visits;
SELECT COUNT(id, customer) FROM TABLE(TUMBLE(TABLE visits, DESCRIPTOR(ts), INTERVAL '1' MINUTES)) GROUP BY window_start, window_end;
SELECT PERCENTILE(quantity) FROM visits;
SELECT PERCENTILE(quantity, 1.5) FROM visits;
SELECT PERCENTILE(quantity, '0.5') FROM visits;
SELECT PERCENTILE(customer, 0.5) FROM visits;
SELECT PERCENTILE(ts, 0.5) FROM visits;
SELECT PERCENTILE(quantity, id / 100e0) FROM visits;
SELECT PERCENTILE(quantity, NULL) FROM visits;
SELECT PERCENTILE(quantity, ARRAY[0.5, CAST(NULL AS DOUBLE)]) FROM visits;
SELECT PERCENTILE(quantity, 0.5, quantity / 2.0) FROM visits;
SELECT PERCENTILE(quantity, CAST(1.5 AS DOUBLE)) FROM visits;
SELECT PERCENTILE(quantity, ARRAY[0.5, 1.5]) FROM visits;
SELECT JSON_OBJECTAGG(KEY id VALUE quantity) FROM visits;
SELECT JSON_OBJECTAGG(KEY customer VALUE quantity) FROM visits;
SELECT JSON_OBJECTAGG(KEY CAST(quantity AS STRING) VALUE id) FROM visits;
SELECT JSON_ARRAYAGG(JSON(customer)) FROM visits;
SELECT JSON_ARRAYAGG(CAST(ts AS DATE)) FROM visits;
SELECT JSON_ARRAYAGG(COUNT(*)) FROM visits;
SELECT JSON_ARRAYAGG(DISTINCT quantity) FROM visits;
SELECT JSON_ARRAYAGG(quantity) FILTER (WHERE quantity > 2) FROM visits;
SELECT JSON_ARRAYAGG(quantity) OVER (ORDER BY ts) FROM visits;
SELECT customer FROM visits WHERE JSON_ARRAYAGG(id) = '';
SELECT JSON_ARRAYAGG(id) FROM TABLE(HOP(TABLE visits, DESCRIPTOR(ts), INTERVAL '1' MINUTES, INTERVAL '3' MINUTES)) GROUP BY window_start, window_end;
SELECT JSON_ARRAYAGG(id) FROM TABLE(SESSION(TABLE visits PARTITION BY customer, DESCRIPTOR(ts), INTERVAL '1' MINUTES)) GROUP BY customer, window_start, window_end;
SELECT COUNT(DISTINCT ROW(id, customer)) FROM visits;
SELECT COUNT(DISTINCT MAP[id, customer]) FROM visits;
SELECT COUNT(DISTINCT CAST(customer AS BYTES)) FROM visits;
SELECT COUNT(DISTINCT ROW(id, customer)) OVER (ORDER BY ts) FROM visits;
SELECT JSON_OBJECTAGG(KEY customer VALUE id) FILTER (WHERE quantity > 2) FROM visits;
SELECT JSON_OBJECTAGG(KEY customer VALUE id) OVER (ORDER BY ts) FROM visits;
SELECT * FROM visits MATCH_RECOGNIZE (ORDER BY ts MEASURES JSON_ARRAYAGG(B.id) AS m PATTERN (A B) DEFINE A AS A.quantity = 1);
SELECT * FROM visits MATCH_RECOGNIZE (ORDER BY ts MEASURES JSON_OBJECTAGG(B.customer VALUE B.id) AS m PATTERN (A B) DEFINE A AS A.quantity = 1);

-- Millrace only: Flink 2.2 runs it, but does not order.
SELECT ARRAY_AGG(id ORDER BY quantity) FROM visits;
-- Millrace only: Flink 2.2 runs it, but does not order.
SELECT JSON_ARRAYAGG(id ORDER BY quantity) FROM visits;
