/** The proof's records on emulated AWS: streams, and the pipelines on Apache Flink. */
import { setTimeout as sleep } from 'node:timers/promises';
import { TestKinesis } from '../servers/test-kinesis.ts';
import { FlinkJob } from './flink-job.ts';
import { heartbeatRecord } from './generated-hour.ts';
import { InsightViews } from './insight-views.ts';
import type { Views } from './one-process-side.ts';
import { bucketArray, bucketArrays, putRecords } from './put-records.ts';
import { LAST, type TimedStep } from './timed-steps.ts';

export interface StreamsOptions {
  readonly folder: string;
  readonly pipelines: readonly string[];
  readonly keys: (view: string) => readonly string[];
  /** How often Flink is killed on the way, to go on from its last checkpoint. */
  readonly kills: number;
  readonly onProgress: (what: string) => void;
}

export interface StreamsSide {
  readonly views: Views;
  /** Rows that came, repeats included. */
  readonly records: number;
  readonly starts: number;
}

const SHARDS = 4;
/** One bucket of each shard, in which its heartbeats lie. */
const BEATING = Array.from({ length: SHARDS }, (_, shard) => (shard + 0.5) * (128 / SHARDS));
/** How much of the shop's time a record holds: within a shard records are out of order by so much. */
const RECORD_MS = 2_000;
/** Only so much is put before Flink shows that it knows on every shard what time it is. */
const FIRST_MS = 60_000;
const QUIET_MS = 20_000;
/** Planning alone takes minutes where processors are short. */
const FLINK_MS = 1_200_000;
const LOOK_AGAIN_MS = 500;

export async function streamsSide(steps: Iterable<TimedStep>, options: StreamsOptions): Promise<StreamsSide> {
  const kinesis = await TestKinesis.start({ enriched: SHARDS, insights: 1 });
  const insights = new InsightViews(kinesis.client, options.keys);
  const following = insights.follow('insights');
  const flink = new RestartedFlink(options, kinesis.endpoint);
  try {
    await putAll(steps, { kinesis, insights, flink, ...options });
    await untilDone(insights, flink);
    return { views: insights.views(), records: insights.records, starts: flink.starts };
  } finally {
    insights.stop();
    await following.catch(() => undefined);
    await flink.close();
    await kinesis.close();
  }
}

/** Flink, killed now and then. */
class RestartedFlink {
  starts = 0;
  readonly #options: StreamsOptions;
  readonly #endpoint: string;
  #job: FlinkJob;

  constructor(options: StreamsOptions, endpoint: string) {
    this.#options = options;
    this.#endpoint = endpoint;
    this.#job = this.#start();
  }

  check(): void {
    if (!this.#job.isRunning) throw new Error(`Flink has ended; its log is in ${this.#options.folder}`);
  }

  /** What has come since the checkpoint comes again from the next job. */
  async killAndGoOn(): Promise<void> {
    const from = await this.#job.nextCheckpoint();
    await this.#job.kill();
    this.#job = this.#start(from);
  }

  async close(): Promise<void> {
    await this.#job.kill();
  }

  #start(from?: string): FlinkJob {
    this.starts += 1;
    const { pipelines, folder } = this.#options;
    // Records hold two seconds, and buckets take turns.
    const settings = { disorder: '5.000', idle: '10 min' };
    return new FlinkJob({ pipelines, folder, kinesisEndpoint: this.#endpoint, settings, ...(from ? { from } : {}) });
  }
}

interface Parts extends StreamsOptions {
  readonly kinesis: TestKinesis;
  readonly insights: InsightViews;
  readonly flink: RestartedFlink;
}

async function putAll(
  steps: Iterable<TimedStep>,
  { kinesis, insights, flink, kills, onProgress }: Parts,
): Promise<void> {
  const rounds = [...roundsOf(steps)];
  const firstRounds = FIRST_MS / RECORD_MS;
  const killAt = new Set(
    Array.from({ length: kills }, (_, kill) => Math.ceil((rounds.length * (kill + 1)) / (kills + 1))),
  );
  for (const [index, { events, beatMs }] of rounds.entries()) {
    await putRecords(kinesis.client, 'enriched', bucketArrays(events));
    const beats = BEATING.map((bucket) => bucketArray(bucket, [heartbeatRecord(beatMs, `s${bucket}`)]));
    await putRecords(kinesis.client, 'enriched', beats);
    if (index === firstRounds) await untilTimePasses(insights, flink);
    if (killAt.has(index)) {
      onProgress(`${index} of ${rounds.length} rounds are in: Flink is killed and goes on from its checkpoint`);
      await flink.killAndGoOn();
    }
    flink.check();
  }
  onProgress(`all ${rounds.length} rounds of records are in`);
}

/** What is put at once: events of two seconds, and what time it was after them. */
function* roundsOf(steps: Iterable<TimedStep>) {
  let events: { orderKey: string; record: string }[] = [];
  let fromMs: number | undefined;
  for (const step of steps) {
    if (step.kind === 'event') {
      events.push(step.arrival);
      fromMs ??= step.arrival.arrivalMs;
    } else if (fromMs === undefined || step.arrivalMs - fromMs >= RECORD_MS) {
      yield { events, beatMs: step.arrivalMs };
      events = [];
      fromMs = undefined;
    }
  }
}

/** Windows of ten seconds close one after the other once every shard has told the time. */
async function untilTimePasses(insights: InsightViews, flink: RestartedFlink): Promise<void> {
  await until(() => insights.rowsOf('traffic_now').length > 0, flink, 'no window has closed');
}

/** The last order has been scored, its window and its visit are closed, and nothing comes any more. */
async function untilDone(insights: InsightViews, flink: RestartedFlink): Promise<void> {
  const isLast = (view: string, column: string) => insights.rowsOf(view).some((row) => row[column] === LAST);
  const told = () =>
    isLast('sessions', 'visitor') && isLast('revenue', 'category') && isLast('fraud_scores', 'orderId');
  await until(() => told() && Date.now() - insights.lastAtMs >= QUIET_MS, flink, 'the last order has not been told of');
}

async function until(holds: () => boolean, flink: RestartedFlink, otherwise: string): Promise<void> {
  const deadlineMs = Date.now() + FLINK_MS;
  while (!holds()) {
    flink.check();
    if (Date.now() > deadlineMs) throw new Error(`${otherwise} within ${FLINK_MS / 60_000} minutes`);
    await sleep(LOOK_AGAIN_MS);
  }
}
