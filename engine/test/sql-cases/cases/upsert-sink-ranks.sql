-- Ranks into tables that replace rows by their primary key: by rank, and by a part of what is ranked.
CREATE TABLE visits (
  id INT, ts TIMESTAMP(3), customer STRING, kind STRING, product STRING, price DECIMAL(10, 3), quantity INT
) WITH ('connector' = 'filesystem', 'path' = '${inputs}/visits.json', 'format' = 'json');
CREATE TABLE by_rank (rn BIGINT, kind STRING, product STRING, n BIGINT, PRIMARY KEY (kind, rn) NOT ENFORCED) WITH ('connector' = 'view');
CREATE TABLE by_name (product STRING, rn BIGINT, n BIGINT, PRIMARY KEY (product) NOT ENFORCED) WITH ('connector' = 'view');
CREATE VIEW ranked AS SELECT rn, kind, product, n FROM (
  SELECT kind, product, n, ROW_NUMBER() OVER (PARTITION BY kind ORDER BY n DESC, product) AS rn FROM
  (SELECT kind, product, COUNT(*) AS n FROM visits WHERE kind IS NOT NULL AND product IS NOT NULL GROUP BY kind, product)) WHERE rn <= 3;
INSERT INTO by_rank SELECT * FROM ranked;
INSERT INTO by_name SELECT product, rn, n FROM ranked WHERE kind = 'view';
