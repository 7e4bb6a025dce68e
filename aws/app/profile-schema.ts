/**
 * What a deployment is made from: one YAML file a profile, with every knob named here. The bounds are those of the
 * services, so that a value which CloudFormation would refuse after twenty minutes is refused before anything is sent.
 */
import { type Static, type TSchema, Type } from 'typebox';

const section = <P extends Record<string, TSchema>>(description: string, properties: P) =>
  Type.Object(properties, { additionalProperties: false, description });
const whole = (minimum: number, maximum: number, description: string) =>
  Type.Integer({ minimum, maximum, description });
const text = (pattern: string, description: string) => Type.String({ pattern, description });
const flag = (description: string) => Type.Boolean({ description });
const oneOf = <const T extends string | number>(values: readonly T[], description: string) =>
  Type.Unsafe<T>(Type.Enum([...values], { description }));

const shards = (stream: string) =>
  section(`How many shards \`${stream}\` has; powers of two, so that all shards have as many buckets.`, {
    least: whole(1, 128, 'shards in the quietest hour, and at the first deployment'),
    most: whole(1, 128, 'shards that it may grow to'),
  });

const consumer = (about: string) =>
  section(about, {
    memoryMegabytes: whole(128, 10_240, 'memory of an invocation; processors come with it'),
    timeoutSeconds: whole(1, 900, 'an invocation that takes longer fails, and its batch comes again'),
    batchRecords: whole(1, 10_000, 'records of a batch at most'),
    windowSeconds: whole(0, 300, 'how long a batch waits to be filled'),
    parallelizationFactor: whole(1, 10, 'batches of a shard that are worked on at once; order by bucket is kept'),
    retries: whole(
      -1,
      10_000,
      'tries of a failing batch before it goes to the failure queue; −1 for as many as its age allows',
    ),
    maxAgeSeconds: whole(60, 604_800, 'records that are older go to the failure queue untried'),
    fanOut: flag('a reading share of its own at every shard, for lower latency; paid by the shard-hour'),
  });

export const profileSchema = section('A deployment of Millrace.', {
  name: text('^[a-z][a-z0-9-]{0,19}$', 'begins the names of stacks and of what they hold'),
  account: Type.Optional(text('^[0-9]{12}$', 'the account; left out, it is that of the credentials')),
  region: text('^[a-z]{2}(-[a-z]+)+-[0-9]$', 'the region that everything lies in'),
  zones: Type.Array(text('^[a-z0-9-]+$', 'a zone'), {
    minItems: 2,
    maxItems: 4,
    description: 'availability zones of the region, two at least: each may fail alone',
  }),
  protectData: flag('streams, tables and the lake outlive their stacks, and cannot be deleted by accident'),
  tags: Type.Record(Type.String(), Type.String({ maxLength: 256 }), {
    description: 'tags of every resource, such as for the bill',
  }),
  stream: section('Kinesis Data Streams.', {
    mode: oneOf(['provisioned', 'on-demand'], 'by the shard, or by the gigabyte (cheaper for small shops)'),
    retentionHours: whole(24, 8_760, 'how long a record is kept, and can be read again'),
    events: shards('events'),
    enriched: shards('enriched'),
    insights: section('How many shards `insights` has; nothing scales it.', {
      shards: whole(1, 128, 'shards of `insights`, a power of two; another number comes by a deployment'),
    }),
    scaling: section('Shards that follow the day (`aws/src/scaling`).', {
      everyMinutes: whole(1, 60, 'how often the load is looked at'),
      headroom: Type.Number({
        minimum: 1,
        maximum: 10,
        description: 'capacity beyond what is asked for: 1.5 is half as much again',
      }),
      quietMinutes: whole(5, 720, 'how long the load must have been low before shards are halved'),
      peaks: Type.Array(
        section('A peak that is known beforehand.', {
          name: text('^.{1,60}$', 'what it is, for the log'),
          from: text('^\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\dZ$', 'when it begins, in UTC'),
          to: text('^\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\dZ$', 'when it ends, in UTC'),
          eventsPerSecond: whole(1, 10_000_000, 'what is expected'),
        }),
        { maxItems: 50, description: 'sales and campaigns: shards are there before they begin' },
      ),
    }),
  }),
  collect: section('How events come in.', {
    by: oneOf(['fargate', 'http-api'], 'a load balancer with containers, or an HTTP API with a function'),
    tasks: section('Containers of the collector, when they collect.', {
      least: whole(2, 200, 'containers in the quietest hour'),
      most: whole(2, 200, 'containers at the peak'),
      vcpu: oneOf([0.25, 0.5, 1, 2, 4, 8, 16], 'processors of a container'),
      memoryGigabytes: whole(1, 120, 'memory of a container'),
      cpuPercent: whole(10, 90, 'load at which more containers are started'),
    }),
    function: section('The function of the collector, when it collects.', {
      memoryMegabytes: whole(128, 10_240, 'memory of an invocation'),
      concurrency: whole(1, 10_000, 'invocations at once at most, so that collecting cannot take those of others'),
    }),
    decisionSeconds: whole(
      0,
      25,
      'how long an order that is sent to `POST /v1/decisions` waits for its decision, before it is told where to ask',
    ),
    partnerFiles: flag('a bucket whose CSV files become events'),
    databaseChanges: section('Changes of a Postgres or MySQL database by DMS.', {
      enabled: flag('whether there are any'),
      engine: oneOf(['postgres', 'mysql'], 'the database'),
      secretName: text('^[A-Za-z0-9/_+=.@-]{1,512}$', 'the secret with host, port, username and password'),
      database: text('^[A-Za-z0-9_-]{1,64}$', 'its name'),
      tables: Type.Array(text('^[A-Za-z0-9_%]+\\.[A-Za-z0-9_%]+$', 'schema.table'), {
        minItems: 1,
        maxItems: 100,
        description: 'tables whose changes become events',
      }),
      leastCapacityUnits: oneOf([1, 2, 4, 8, 16, 32], 'DMS capacity units at least'),
      mostCapacityUnits: oneOf([1, 2, 4, 8, 16, 32], 'and at most'),
    }),
  }),
  process: section('What reads the streams.', {
    enrich: consumer('Events are completed: `events` to `enriched`.'),
    features: consumer('What is known of each user: `enriched` to the cache.'),
    insights: consumer('Results, decisions and alerts: `insights` to the tables.'),
    flink: section('The SQL of `pipelines/`, in one application.', {
      kpus: whole(1, 64, 'units of one processor and 4 GB: so many at the start, and at least'),
      mostKpus: whole(1, 64, 'units that the scaling by lag and load may come to'),
      disorderMilliseconds: whole(
        0,
        5_000,
        'how far arrivals may be out of order: every decision waits so long, and what comes later is not scored',
      ),
      checkpointSeconds: whole(1, 3_600, 'how often its state is made safe'),
      lagSeconds: whole(5, 3_600, 'how far behind it may be before it gets more units, and the alarm is raised'),
    }),
  }),
  serve: section('What is asked.', {
    cache: section('ElastiCache Serverless for Valkey.', {
      mostGigabytes: whole(1, 5_000, 'data at most: the bill’s upper bound'),
      mostUnitsPerSecond: whole(1_000, 15_000_000, 'ElastiCache processing units a second at most'),
      snapshotDays: whole(0, 35, 'daily copies that are kept'),
    }),
    tables: section('DynamoDB, on demand.', {
      pointInTimeDays: whole(1, 35, 'each moment of so many days can be restored'),
    }),
    recommendations: section(
      'Containers that serve recommendations and live pages, each from its own copy of what the streams come to.',
      {
        tasks: whole(
          0,
          20,
          'containers; none leaves recommendations and pages out. Each one more reads the streams once more',
        ),
        vcpu: oneOf([0.5, 1, 2, 4, 8, 16], 'processors of a container; one of them follows the stream'),
        memoryGigabytes: whole(1, 120, 'memory of a container'),
        checkpointSeconds: whole(
          10,
          3_600,
          'how often its state goes to S3: what came since is read again by a new container',
        ),
        replayHours: whole(0, 168, 'how far back it begins where there is no checkpoint'),
      },
    ),
    api: section('The read API.', {
      memoryMegabytes: whole(128, 10_240, 'memory of an invocation'),
      requestsPerSecond: whole(1, 10_000, 'requests that are let in'),
    }),
  }),
  warehouse: section('The lake: Parquet in S3.', {
    partitionBy: oneOf(
      ['event', 'arrival'],
      'the date of an event’s own time (dynamic partitioning, paid by the gigabyte), or of its arrival',
    ),
    bufferMegabytes: whole(64, 128, 'size of a file at most, before it is compressed'),
    bufferSeconds: whole(60, 900, 'age of a file at most: so old is the newest row that can be queried'),
    standardDays: whole(30, 3_650, 'days in S3 Standard, then Infrequent Access'),
    infrequentDays: whole(30, 3_650, 'days in Infrequent Access, then Glacier Instant Retrieval'),
    keptDays: whole(60, 3_650, 'days until rows are dropped'),
    scanLimitGigabytes: whole(1, 100_000, 'what one query may scan'),
  }),
  watch: section('Alarms, dashboards, logs, traces.', {
    email: Type.Optional(text('^[^@\\s]+@[^@\\s]+$', 'who is told; left out, subscribe to the topic yourself')),
    runbooks: text('^https://[^\\s]+$', 'where docs/runbooks.md can be read: each alarm links to its section'),
    logDays: oneOf([1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731], 'how long logs are kept'),
    tracedShare: Type.Number({
      minimum: 0,
      maximum: 1,
      description: 'share of traced requests, by a rule of X-Ray; Lambda itself samples calls that bring no decision',
    }),
    latency: section('How old an event may be, in milliseconds, when it shows: an alarm is raised beyond it.', {
      features: whole(50, 600_000, 'in features'),
      decisions: whole(50, 600_000, 'in the decision about its order'),
      results: whole(50, 600_000, 'in results and stock alerts'),
    }),
    monthlyDollars: whole(1, 10_000_000, 'the budget: told at 80 and 100 % of it, and when the forecast passes it'),
  }),
});

export type Profile = Static<typeof profileSchema>;
export type ConsumerSettings = Profile['process']['enrich'];
export type ShardBounds = Profile['stream']['events'];
