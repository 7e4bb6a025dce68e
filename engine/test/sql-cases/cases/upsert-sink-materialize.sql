-- Whether rows that share a primary key wait behind the last one is a setting.
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

CREATE TABLE never (n BIGINT, products BIGINT, PRIMARY KEY (n) NOT ENFORCED) WITH ('connector' = 'view');

SET 'table.exec.sink.upsert-materialize' = 'NONE';
INSERT INTO never
SELECT n, COUNT(*) FROM (SELECT product, COUNT(*) AS n FROM visits GROUP BY product) GROUP BY n;
