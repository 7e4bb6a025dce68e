-- Rows with NULL in a NOT NULL column of the table are left out where the setting says so.
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

CREATE TABLE whole (id INT NOT NULL, product STRING NOT NULL, quantity INT NOT NULL, price DECIMAL(10, 3)) WITH ('connector' = 'print');
CREATE TABLE counts (customer STRING, n BIGINT NOT NULL, PRIMARY KEY (customer) NOT ENFORCED) WITH ('connector' = 'view');

SET 'table.exec.sink.not-null-enforcer' = 'DROP';
INSERT INTO whole SELECT id, product, quantity, price FROM visits;
INSERT INTO counts SELECT customer, COUNT(*) FROM visits GROUP BY customer;
