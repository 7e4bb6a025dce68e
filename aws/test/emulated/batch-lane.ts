/**
 * One of the concurrent batches of a shard: gathers the records of its partition keys into batches and calls the function
 * with one after the other, so that the order of a key is kept.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import type { KinesisStreamRecord } from 'aws-lambda';
import { afterInvocation, type Batch, type NextSteps, type RetrySettings, withoutExpired } from './batch-retries.ts';
import { type FailureDestination, failureMessage } from './failure-destination.ts';
import type { StreamPlace } from './kinesis-event.ts';
import type { InvocationOutcome, LambdaFunction } from './lambda-function.ts';

export interface LaneSettings extends RetrySettings {
  readonly batchSize: number;
  readonly batchWindowMs: number;
  readonly payloadLimitBytes: number;
  readonly onFailure: FailureDestination;
  /** After the first failure of a batch; doubles up to a hundred times that. */
  readonly retryDelayMs: number;
}

interface Waiting {
  readonly record: KinesisStreamRecord;
  readonly bytes: number;
  readonly sinceMs: number;
}

const LONGEST_DELAY = 100;

export class BatchLane {
  readonly #settings: LaneSettings;
  readonly #function: LambdaFunction;
  readonly #place: StreamPlace;
  readonly #done: (record: KinesisStreamRecord) => void;
  #waiting: Waiting[] = [];
  #delivering: Promise<void> | undefined;
  #timer: NodeJS.Timeout | undefined;
  #stopped = false;

  /** @param done is told each record that will not be delivered again. */
  constructor(
    settings: LaneSettings,
    fn: LambdaFunction,
    place: StreamPlace,
    done: (record: KinesisStreamRecord) => void,
  ) {
    this.#settings = settings;
    this.#function = fn;
    this.#place = place;
    this.#done = done;
  }

  get waiting(): number {
    return this.#waiting.length;
  }

  get idle(): boolean {
    return this.#waiting.length === 0 && this.#delivering === undefined;
  }

  add(record: KinesisStreamRecord): void {
    this.#waiting.push({ record, bytes: Buffer.byteLength(JSON.stringify(record)) + 1, sinceMs: Date.now() });
    this.#deliverWhenDue();
  }

  /** Ends after the call that is under way; what is not done is left to whoever goes on from the checkpoint. */
  async stop(): Promise<void> {
    this.#stopped = true;
    clearTimeout(this.#timer);
    await this.#delivering;
  }

  #deliverWhenDue(): void {
    if (this.#stopped || this.#delivering !== undefined) return;
    const [oldest] = this.#waiting;
    if (oldest === undefined) return;
    clearTimeout(this.#timer);
    const { full } = this.#nextBatch();
    const dueInMs = full ? 0 : oldest.sinceMs + this.#settings.batchWindowMs - Date.now();
    this.#timer = setTimeout(() => this.#start(), Math.max(0, dueInMs));
  }

  #start(): void {
    if (this.#stopped || this.#delivering !== undefined) return;
    const { count } = this.#nextBatch();
    const records = this.#waiting.slice(0, count).map(({ record }) => record);
    this.#waiting = this.#waiting.slice(count);
    this.#delivering = this.#deliver({ records, retries: 0, invocations: 0 }).finally(() => {
      this.#delivering = undefined;
      this.#deliverWhenDue();
    });
  }

  /** How many of the waiting records go into one call, and whether more would not fit. */
  #nextBatch(): { count: number; full: boolean } {
    const { batchSize, payloadLimitBytes } = this.#settings;
    let bytes = '{"Records":[]}'.length;
    let count = 0;
    for (const { bytes: more } of this.#waiting) {
      if (count === batchSize || (count > 0 && bytes + more > payloadLimitBytes)) break;
      bytes += more;
      count++;
    }
    return { count, full: count === batchSize || count < this.#waiting.length };
  }

  /** Until nothing of it is left, neither to retry nor in halves. */
  async #deliver(whole: Batch): Promise<void> {
    const stack = [whole];
    let failures = 0;
    let last: InvocationOutcome | undefined;
    for (let batch = stack.pop(); batch !== undefined && !this.#stopped; batch = stack.pop()) {
      const young = withoutExpired(batch, Date.now(), this.#settings);
      await this.#take(batch, young, last);
      const [current] = young.batches;
      if (current === undefined) continue;
      last = await this.#function.invoke({ Records: current.records });
      const next = afterInvocation(current, last, this.#settings);
      await this.#take(current, next, last);
      stack.push(...next.batches.toReversed());
      failures = next.batches.length === 0 ? 0 : failures + 1;
      if (failures > 0) await sleep(this.#settings.retryDelayMs * Math.min(LONGEST_DELAY, 2 ** (failures - 1)));
    }
  }

  async #take(batch: Batch, { done, discarded }: NextSteps, last: InvocationOutcome | undefined): Promise<void> {
    if (discarded !== undefined) {
      const outcome = discarded.batch.invocations === 0 ? undefined : last;
      await this.#settings.onFailure(failureMessage(discarded, this.#place, this.#function.arn, outcome));
    }
    for (const record of batch.records.slice(0, done)) this.#done(record);
  }
}
