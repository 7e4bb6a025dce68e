/**
 * What a function over a stream does with a batch: runs its records bucket by bucket, says how far it has come, and tells
 * the metrics once.
 *
 * C1. A batch is taken in parts. When the time is short, no other part is begun, and the rest comes again.
 * C2. A bucket that has failed in one part is left out of the parts behind it: its records stay in order.
 * C3. The source goes back to the lowest sequence number that it is told of; what others have had behind it is left out by
 *     position when it comes again.
 */
import type { Logger } from '@aws-lambda-powertools/logger';
import { type Metrics, MetricUnit } from '@aws-lambda-powertools/metrics';
import type { Context, KinesisStreamBatchResponse, KinesisStreamEvent } from 'aws-lambda';
import type { BatchReport, BucketFailure } from '../state/bucket-runner.ts';
import { batchResponse, recordsOf } from '../stream/lambda-records.ts';
import type { StreamRecord } from '../stream/stream-record.ts';

export interface BatchRunner {
  run(records: readonly StreamRecord[], deadlineMs: number): Promise<BatchReport>;
}

export interface ConsumerParts {
  readonly runner: BatchRunner;
  readonly metrics: Metrics;
  readonly logger: Logger;
  /** Counts of the function's own since they were asked for last, by name. */
  readonly counts?: () => Readonly<Record<string, number>>;
  readonly recordsAPart?: number;
}

export type StreamHandler = (
  event: KinesisStreamEvent,
  context: Pick<Context, 'getRemainingTimeInMillis'>,
) => Promise<KinesisStreamBatchResponse>;

const RECORDS_A_PART = 500;
/** Of the time that a function has: after this share no other part is begun. */
const BEGIN_SHARE = 0.5;
/** After this share a rebuild stops, and goes on with the next batch. */
const REBUILD_SHARE = 0.7;
/** What is told of a batch, of all that its runner counts: each of them costs by the month. */
const TOLD = ['records', 'skipped', 'inputs', 'outputs', 'poison', 'rebuilt', 'statesRead', 'statesFetched'] as const;
const TOLD_OF_STATE = ['statesWritten', 'settled', 'settleFailures'] as const;

export function streamConsumer(parts: ConsumerParts): StreamHandler {
  return async (event, context) => {
    const batch = new Batch(parts, context.getRemainingTimeInMillis());
    await batch.run(recordsOf(event));
    batch.tell();
    return batchResponse(batch.failed());
  };
}

class Batch {
  readonly #parts: ConsumerParts;
  readonly #startMs = Date.now();
  readonly #timeMs: number;
  readonly #failures = new Map<string, BucketFailure>();
  readonly #counts = new Map<string, number>();
  /** The first of the records that nothing was done with. */
  #rest: StreamRecord | undefined;

  constructor(parts: ConsumerParts, timeMs: number) {
    this.#parts = parts;
    this.#timeMs = timeMs;
  }

  async run(records: readonly StreamRecord[]): Promise<void> {
    const { recordsAPart = RECORDS_A_PART } = this.#parts;
    for (let from = 0; from < records.length; from += recordsAPart) {
      if (from > 0 && Date.now() >= this.#after(BEGIN_SHARE)) {
        this.#rest = records[from];
        return;
      }
      await this.#runPart(records.slice(from, from + recordsAPart));
    }
  }

  async #runPart(records: readonly StreamRecord[]): Promise<void> {
    const going = records.filter(({ partitionKey }) => !this.#failures.has(partitionKey));
    if (going.length === 0) return;
    const { failures, counts } = await this.#parts.runner.run(going, this.#after(REBUILD_SHARE));
    for (const failure of failures) this.#failures.set(failure.bucket, failure);
    for (const name of [...TOLD, ...TOLD_OF_STATE])
      this.#counts.set(name, (this.#counts.get(name) ?? 0) + counts[name]);
  }

  /** From where records are to come again. */
  failed(): readonly Pick<StreamRecord, 'sequence'>[] {
    return [...this.#failures.values(), ...(this.#rest === undefined ? [] : [this.#rest])];
  }

  tell(): void {
    const { metrics, logger, counts } = this.#parts;
    for (const [name, count] of [...this.#counts, ...Object.entries(counts?.() ?? {})]) {
      metrics.addMetric(name, MetricUnit.Count, count);
    }
    metrics.addMetric('failedBuckets', MetricUnit.Count, this.#failures.size);
    metrics.addMetric('batchDuration', MetricUnit.Milliseconds, Date.now() - this.#startMs);
    metrics.publishStoredMetrics();
    if (this.#rest !== undefined) logger.warn('time was short: the rest of the batch comes again');
    const [first] = this.#failures.values();
    if (first === undefined) return;
    const buckets = [...this.#failures.keys()].join(' ');
    logger.warn('buckets failed, and come again', { buckets, error: errorOf(first.error) });
  }

  #after(share: number): number {
    return this.#startMs + this.#timeMs * share;
  }
}

function errorOf(error: unknown): Error {
  return error instanceof Error ? error : new Error(String(error));
}
