-- JSON_OBJECTAGG and JSON_ARRAYAGG: NULLs there and left out, every type of value, JSON within JSON.
CREATE TABLE visits (id INT, ts TIMESTAMP(3), customer STRING, product STRING, price DECIMAL(10, 3), quantity INT, score DOUBLE, vip BOOLEAN, WATERMARK FOR ts AS ts - INTERVAL '10' SECOND)
WITH ('connector' = 'filesystem', 'path' = '${inputs}/visits.json', 'format' = 'json');

CREATE TABLE answer (window_start TIMESTAMP(3), a STRING, b STRING, c STRING, d STRING, e STRING, f STRING, g STRING, h STRING)
WITH ('connector' = 'print');
CREATE TABLE inner_json (customer STRING, a STRING, b STRING, PRIMARY KEY (customer) NOT ENFORCED) WITH ('connector' = 'print');

INSERT INTO answer
SELECT window_start, JSON_ARRAYAGG(quantity), JSON_ARRAYAGG(quantity NULL ON NULL), JSON_ARRAYAGG(price ABSENT ON NULL), JSON_ARRAYAGG(ts),
  JSON_OBJECTAGG(KEY CAST(id AS STRING) VALUE product), JSON_OBJECTAGG('k"' || CAST(id AS STRING) VALUE score ABSENT ON NULL),
  JSON_OBJECTAGG(CAST(id AS STRING) : vip NULL ON NULL), JSON_ARRAYAGG(ARRAY[product, customer])
FROM TABLE(TUMBLE(TABLE visits, DESCRIPTOR(ts), INTERVAL '5' MINUTES)) GROUP BY window_start, window_end;

INSERT INTO inner_json
SELECT COALESCE(customer, 'none'), JSON_ARRAYAGG(JSON_OBJECT(KEY 'q' VALUE quantity)), JSON_OBJECT(KEY 'all' VALUE JSON_ARRAYAGG(product))
FROM visits WHERE id < 60 GROUP BY COALESCE(customer, 'none') HAVING JSON_ARRAYAGG(product) <> '[]';
