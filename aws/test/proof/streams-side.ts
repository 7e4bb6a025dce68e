/**
 * The proof's records on emulated AWS: put on `events` as collectors put them, completed by the function that is deployed,
 * counted by the features' function, asked by the pipelines on Apache Flink, and stored by the function on `insights`.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { FEATURES_FUNCTION } from '../../src/lambdas/features/features-function.ts';
import { BUCKET_COUNT } from '../../src/stream/bucket.ts';
import { deployHandler } from '../emulated/deploy-handler.ts';
import { type Deployed, EmulatedAws } from '../emulated/emulated-aws.ts';
import { savedStates } from '../state/saved-states.ts';
import { FlinkJob } from './flink-job.ts';
import { heartbeatRecord } from './generated-hour.ts';
import { InsightViews } from './insight-views.ts';
import type { Views } from './one-process-side.ts';
import { bucketArray, bucketArrays, putRecords } from './put-records.ts';
import { stageReport } from './stage-report.ts';
import { storedResults } from './stored-results.ts';
import type { TimedStep } from './timed-steps.ts';

export interface StreamsOptions {
  readonly folder: string;
  readonly pipelines: readonly string[];
  readonly keys: (view: string) => readonly string[];
  /** How often Flink is killed on the way, to go on from its last checkpoint. */
  readonly kills: number;
  /** So long Flink may take to start, and to its next checkpoint. */
  readonly patienceMs: number;
  /** Whether these rows of `insights` are all that are to come. */
  readonly isWhole: (views: Views) => boolean;
  readonly onProgress: (what: string) => void;
}

export interface StreamsSide {
  /** As the function on `insights` has stored them. */
  readonly views: Views;
  /** What the features' function remembers of users, by user. */
  readonly users: Readonly<Record<string, unknown>>;
  /** Records of insights that came, repeats included. */
  readonly records: number;
  readonly starts: number;
  /** Where each stage stands, for when something differs. */
  readonly report: string;
}

const SHARDS = 4;
/** One bucket of each shard, in which its heartbeats lie. */
const BEATING = Array.from({ length: SHARDS }, (_, shard) => (shard + 0.5) * (BUCKET_COUNT / SHARDS));
/**
 * How much of the shop's time a record holds. Within a shard of `enriched` records are out of order by so much, and by
 * twice as much where one bucket sends an event on to another.
 */
const RECORD_MS = 2_000;
/** So long it may take until every bucket knows what the catalogue says. */
const CATALOGUE_MS = 12_000;
/** What comes too often, or too much, comes within this after the rest. */
const QUIET_MS = 5_000;
/** When something lacks, it is waited for until nothing has come for so long. */
const SILENCE_MS = 90_000;
const LOOK_AGAIN_MS = 1_000;
/** The emulated Kinesis takes as long for a call as it has records times what the shard holds. */
const ROWS_A_CALL = 25;
/** So long a function may take for what was put in one round. */
const PATIENCE_MS = 120_000;
const CLOSING_MS = 30_000;
/** So long rows may go on to come after the last record. */
const ENDING_MS = 600_000;

export async function streamsSide(steps: Iterable<TimedStep>, options: StreamsOptions): Promise<StreamsSide> {
  const aws = await EmulatedAws.start({ shards: SHARDS });
  const insights = new InsightViews(aws.kinesis.client, options.keys);
  const following = insights.follow('insights');
  const flink = new RestartedFlink(options, aws.kinesis.endpoint);
  // Looking all the time would take from Flink, where there are two processors, what it needs to start.
  const mapping = { batchSize: 1_000, pollMs: 100 };
  const functions = {
    events: deployHandler(aws, 'enrich', { mapping }),
    enriched: deployHandler(aws, 'features', { mapping }),
    insights: deployHandler(aws, 'insights', { mapping }),
  };
  const report = async () =>
    [await stageReport(aws.kinesis.client, functions), insights.report(), flink.report()].join('\n');
  try {
    for (const { mapping } of Object.values(functions)) await mapping.enable();
    await putAll(steps, { aws, enrich: functions.events, flink, ...options });
    await untilDone(insights, flink, options);
    for (let round = 0; round < 3; round++)
      for (const { mapping } of Object.values(functions)) await mapping.drained(PATIENCE_MS);
    const [views, users] = [await storedResults(aws, options.keys), await usersOf(aws)];
    return { views, users, records: insights.records, starts: flink.starts, report: await report() };
  } catch (error) {
    options.onProgress(`where it stood:\n${await inTime(report().catch(String), flink.report())}`);
    throw error;
  } finally {
    insights.stop();
    await inTime(Promise.all([following, flink.close(), aws.close()]), undefined);
  }
}

/** An emulator that hangs holds up neither the report nor the end: what is left of it goes with the process. */
function inTime<Result>(work: Promise<Result>, otherwise: Result | undefined): Promise<Result | undefined> {
  return Promise.race([work, sleep(CLOSING_MS, otherwise)]);
}

async function usersOf({ valkey, dynamo }: EmulatedAws): Promise<Readonly<Record<string, unknown>>> {
  const { name, stateVersion } = FEATURES_FUNCTION;
  const buckets = Array.from({ length: BUCKET_COUNT }, (_, bucket) => String(bucket));
  const saved = await savedStates({ valkey, dynamo, nowMs: Date.now() }, name, buckets, stateVersion);
  return Object.assign({}, ...Object.values(saved).map((tables) => tables['features-users'] ?? {}));
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
    this.#job.check();
  }

  report(): string {
    return this.#job.report();
  }

  /**
   * Until it runs and has read what is there: what was put before the first of two checkpoints has mostly gone through by
   * the second.
   */
  async untilOpen(): Promise<void> {
    for (let checkpoint = 0; checkpoint < 2; checkpoint++) await this.#job.nextCheckpoint();
  }

  /** What has come since the checkpoint comes again from the next job. */
  async killAndGoOn(): Promise<void> {
    const from = await this.#job.nextCheckpoint();
    await this.#job.kill();
    this.#job = this.#start(from);
    await this.untilOpen();
  }

  async close(): Promise<void> {
    await this.#job.kill();
  }

  #start(from?: string): FlinkJob {
    this.starts += 1;
    const { pipelines, folder, patienceMs } = this.#options;
    const settings = { disorder: `${(2 * RECORD_MS) / 1000 + 1}.000`, idle: '10 min', batch: `${ROWS_A_CALL}` };
    const place = { folder, kinesisEndpoint: this.#endpoint, start: this.starts, patienceMs };
    return new FlinkJob({ pipelines, settings, ...place, ...(from ? { from } : {}) });
  }
}

interface Parts extends StreamsOptions {
  readonly aws: EmulatedAws;
  readonly enrich: Deployed;
  readonly flink: RestartedFlink;
}

/** The enriching function keeps up, as it does in a shop that is not behind. */
async function putAll(steps: Iterable<TimedStep>, parts: Parts): Promise<void> {
  const { aws, enrich, flink, kills, onProgress } = parts;
  const rounds = [...roundsOf(steps)];
  const killAt = new Set(
    Array.from({ length: kills }, (_, kill) => Math.ceil((rounds.length * (kill + 1)) / (kills + 1))),
  );
  for (const [index, { events, fromMs, beatMs }] of rounds.entries()) {
    await putRecords(aws.kinesis.client, 'events', bucketArrays(events));
    // Buckets are written side by side: a leap in time would make those late that come behind it.
    if (beatMs - fromMs > 2 * RECORD_MS) await enrich.mapping.drained(PATIENCE_MS);
    const beats = BEATING.map((bucket) => bucketArray(bucket, [heartbeatRecord(beatMs, `s${bucket}`)]));
    await putRecords(aws.kinesis.client, 'events', beats);
    await enrich.mapping.drained(PATIENCE_MS);
    // No visitor comes before the catalogue is known everywhere and Flink runs: who is behind by more than 30 s tells
    // scores so far out of order that decisions go without some (docs/aws-differences.md).
    if (index === 0) await Promise.all([sleep(CATALOGUE_MS), flink.untilOpen()]);
    if (killAt.has(index)) {
      onProgress(`${index} of ${rounds.length} rounds are in: Flink is killed and goes on from its checkpoint`);
      await flink.killAndGoOn();
    }
    flink.check();
  }
  onProgress(`all ${rounds.length} rounds of records are in`);
}

/** What is put at once: the catalogue, then events of two seconds, and what time it was after them. */
function* roundsOf(steps: Iterable<TimedStep>) {
  let events: { orderKey: string; record: string }[] = [];
  let fromMs: number | undefined;
  for (const step of steps) {
    if (step.kind === 'event') {
      events.push(step.arrival);
      fromMs ??= step.arrival.arrivalMs;
    } else if (fromMs === undefined || step.arrivalMs - fromMs >= RECORD_MS) {
      yield { events, fromMs: fromMs ?? step.arrivalMs, beatMs: step.arrivalMs };
      events = [];
      fromMs = undefined;
    }
  }
}

/** All has come and nothing comes any more; or something lacks, and nothing has come for very long. */
async function untilDone(insights: InsightViews, flink: RestartedFlink, { isWhole }: StreamsOptions): Promise<void> {
  const quietMs = () => Date.now() - insights.lastAtMs;
  const isDone = () => (isWhole(insights.views()) ? quietMs() >= QUIET_MS : quietMs() >= SILENCE_MS);
  const deadlineMs = Date.now() + ENDING_MS;
  while (!isDone()) {
    insights.check();
    flink.check();
    if (Date.now() > deadlineMs) throw new Error(`rows have not ceased to come within ${ENDING_MS / 60_000} minutes`);
    await sleep(LOOK_AGAIN_MS);
  }
}
