/** What the deployed system is built with: every figure of a plan that neither traffic nor a price list says. */

export const DESIGN = {
  /** Capacity that is there beyond what is asked for, so that a rush does not wait for scaling. */
  headroom: 1.5,
  /** Zones that everything must be able to lose one of. */
  zones: 2,

  collect: {
    /** Measured by `npm run bench:collector` on two cores at a hundred events a request; a fifth of it is planned for. */
    eventsPerVcpu: 5_000,
    vcpuPerTask: 1,
    gigabytesPerTask: 2,
    /** Bytes of headers and of the answer beside the events. */
    requestOverheadBytes: 1_200,
    /** A client's connection carries so many requests before it closes. */
    requestsPerConnection: 4,
    /** Looks into the table of decisions for an order that waits for its own, if it comes after 5.5 s; each is half a unit. */
    readsPerDecision: 9,
    /** How long an order waits for its decision at most, by docs/aws-deploy.md: where a function takes it, its time is paid. */
    decisionSeconds: 5.5,
  },

  stream: {
    /** A shard's limits: bytes in and records in a second, bytes out to all consumers that poll. */
    shardBytesIn: 1_000_000,
    shardRecords: 1_000,
    shardBytesOut: 2_000_000,
    /** What is billed as one unit when it is put. */
    putUnitBytes: 25_000,
    /** Users are put into so many buckets; a record has events of one. Order holds through resharding. */
    buckets: 128,
    flushMs: 200,
    /** An enriched event beside one that came in: what completes it has some 290 bytes, measured over simulated shoppers. */
    enrichedGrowth: 1.5,
    /** Enrichment reads the events; Flink and features read what is enriched, and each container that serves. */
    consumers: { events: 1, enriched: 2 },
    retentionDays: 7,
    /** Of all events so many lead to a row of `insights`: windows, scores, alerts. */
    insightsShare: 0.02,
    insightBytes: 400,
  },

  lambda: {
    memoryGigabytes: 0.5,
    /** A full vCPU goes with so much memory. */
    gigabytesPerVcpu: 1.769,
    windowSeconds: 1,
    mostRecords: 500,
    parallelization: 1,
    /** Reading the batch, calls to other services: per invocation. */
    fixedMs: 60,
    /** On a full vCPU, decoding included. */
    enrichMicros: 40,
    featureMicros: 60,
    insightMicros: 40,
  },

  flink: {
    /** All of `pipelines/` in one application. */
    eventsPerKpu: 2_500,
    leastKpus: 2,
    storageGigabytesPerKpu: 50,
    naiveApplications: 4,
  },

  serve: {
    userStateBytes: 500,
    /** Of a month's users so many are kept in the table at once. */
    keptUserDays: 30,
    /** A user that comes every day is one user: of the users of all days so many differ. */
    distinctShare: 0.2,
    cacheBytesPerUser: 700,
    /** An event reads and writes the cached state. */
    cacheCommandsPerEvent: 2,
    /** The id of each event of a day, so that what is sent twice counts once: `npm run bench:lambdas` measured 11.3. */
    cacheBytesPerId: 12,
    readResponseBytes: 3_000,
    /** Of the function that answers, with its calls to cache and tables. */
    readMs: 20,
    readGigabytes: 0.5,
    leastCacheGigabytes: 1,
    /** Containers that serve recommendations: one in each zone. */
    tasks: 2,
    vcpuPerTask: 2,
    gigabytesPerTask: 6,
    /** What one processor follows: `npm run bench:serving`, with room for answers. */
    eventsPerTask: 25_000,
    checkpointSeconds: 120,
    checkpointGigabytes: 0.5,
    checkpointsKept: 5,
  },

  warehouse: {
    /** Firehose bills each record as a multiple of this. */
    firehoseStepBytes: 5_000,
    recordBytes: 200_000,
    /** NDJSON by Parquet: `npm run bench:warehouse` measured 7.75; five is planned for. */
    compression: 5,
    months: 13,
    standardDays: 30,
    infrequentDays: 90,
    fileMegabytes: 128,
    athenaTerabytes: 5,
  },

  watch: {
    tracedShare: 0.01,
    logBytesPerEvent: 500,
    logGigabytes: 30,
    metrics: 120,
    alarms: 46,
    dashboards: 2,
  },

  network: {
    /** Kinesis, Firehose, SNS; S3 and DynamoDB by gateways, which are free. */
    functionEndpoints: 3,
    /** Two of the registry of images, logs, secrets: only where there are containers, or a database is replicated. */
    containerEndpoints: 4,
  },
} as const;
