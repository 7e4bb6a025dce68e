-- Fields, floors, differences and formats of times.
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

CREATE TABLE answer (id INT, a BIGINT, b BIGINT, c BIGINT, d TIMESTAMP(3), e TIMESTAMP(3), f STRING, g INT, h TIMESTAMP(3), i BIGINT, j BIGINT)
WITH ('connector' = 'print');

INSERT INTO answer
SELECT id, EXTRACT(YEAR FROM ts), EXTRACT(MINUTE FROM ts), EXTRACT(DOW FROM ts), FLOOR(ts TO HOUR), CEIL(ts TO MINUTE),
  DATE_FORMAT(ts, 'yyyy/MM/dd HH:mm:ss.SSS'), TIMESTAMPDIFF(MINUTE, TIMESTAMP '2024-01-15 08:00:00', ts),
  TIMESTAMPADD(DAY, 20, ts), EXTRACT(DOY FROM ts), EXTRACT(WEEK FROM ts)
FROM visits WHERE id <= 40;
