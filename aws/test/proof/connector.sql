-- What Flink sees of a stream whose shards change: each event with its place among those of its user, in the order in which
-- they come out of the source, and how many came in time for the window of their minute.
CREATE TABLE told (
  eventId     STRING,
  userId      STRING,
  n           BIGINT,
  `timestamp` TIMESTAMP_LTZ(3),
  seenAt AS PROCTIME(),
  WATERMARK FOR `timestamp` AS `timestamp` - INTERVAL '1' SECOND
) WITH (
  'connector' = 'kinesis',
  'stream.arn' = '${enriched}',
  'aws.endpoint' = '${endpoint}',
  'source.init.position' = 'TRIM_HORIZON',
  'source.reader.empty-records-fetch-interval' = '200 ms',
  'source.shard.get-records.max-record-count' = '20',
  'format' = 'json',
  'json.timestamp-format.standard' = 'ISO-8601',
  'scan.watermark.idle-timeout' = '2 min'
);

CREATE TABLE placed (eventId STRING, userId STRING, n BIGINT, place BIGINT) WITH (
  'connector' = 'kinesis',
  'stream.arn' = '${insights}',
  'aws.endpoint' = '${endpoint}'
);

CREATE TABLE in_time (windowStart TIMESTAMP(3), events BIGINT, PRIMARY KEY (windowStart) NOT ENFORCED) WITH (
  'connector' = 'kinesis',
  'stream.arn' = '${insights}',
  'aws.endpoint' = '${endpoint}'
);

INSERT INTO placed
SELECT
  eventId,
  userId,
  n,
  COUNT(*) OVER (PARTITION BY userId ORDER BY seenAt ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW)
FROM told
WHERE userId IS NOT NULL;

INSERT INTO in_time
SELECT window_start, COUNT(*)
FROM TABLE(TUMBLE(TABLE told, DESCRIPTOR(`timestamp`), INTERVAL '1' MINUTE))
WHERE userId IS NOT NULL
GROUP BY window_start, window_end;
