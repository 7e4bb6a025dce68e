/**
 * Runs a function over a stream with exactly-once effect on its state and outputs. The stream is the log; Valkey holds the
 * states that are worked on; DynamoDB holds how far the function has come, and checkpoints of the states.
 *
 * B1. A bucket's states, its position and its outputs change in Valkey in one step, and only when the bucket still is what
 *     the batch began with. An invocation that timed out and still runs beside its retry changes nothing.
 * B2. Records at or before a bucket's position are left out: a batch that is delivered twice counts once.
 * B3. Outputs leave after that step, each bucket's in order, under ids that follow from the record alone. Only when they
 *     have left does the bucket's position move on in DynamoDB; until then they are in its outbox, and leave again. The
 *     receiver drops what it has had.
 * B4. So what DynamoDB says of a bucket never runs ahead of what was done, and a bucket in Valkey that is missing, or lies
 *     behind it, has lost something: it is rebuilt from the stream before it takes new records (rebuild.ts).
 * B5. States go to DynamoDB by checkpoints, each the whole bucket as of one position: a rebuild starts from states that
 *     belong together (settling.ts, state-table.ts). A shopper's state is written about once a visit.
 * B6. Valkey may forget only what is settled. What it does not hold is read from DynamoDB, as of the bucket's position.
 * B7. When a service is away a bucket fails from its first record on, nothing has changed by halves, and its records come
 *     again. The other buckets of the batch do not wait for it.
 * B8. What a function cannot take, a record or one input of it, is handed to `reject` and left out; its neighbours pass.
 *     It is found in the same way whenever the record is read again.
 */
import { BUCKET_COUNT } from '../stream/bucket.ts';
import { type StreamRecord, sortableSequence } from '../stream/stream-record.ts';
import type { BucketHead } from './bucket-cache.ts';
import type { StreamOutput } from './bucket-function.ts';
import { bucketMoved } from './bucket-moved.ts';
import { BucketNames, START } from './bucket-names.ts';
import { type MutableCounts, newCounts, type RunnerCounts } from './runner-counts.ts';
import { type RunnerOptions, type RunnerParts, runnerParts } from './runner-parts.ts';

export interface BucketFailure {
  readonly bucket: string;
  /** The sequence number of its first record in the batch. */
  readonly sequence: string;
  readonly error: unknown;
}

export interface BatchReport {
  /** Buckets that have failed: all of their records are to be delivered again. */
  readonly failures: readonly BucketFailure[];
  readonly counts: RunnerCounts;
}

/** A bucket of the batch on its way. */
interface Way<Output> {
  readonly bucket: string;
  readonly records: readonly StreamRecord[];
  /** As it lies in Valkey; undefined when it does not. */
  head: BucketHead | undefined;
  /** Up to which record the function is done, by DynamoDB. */
  done: string;
  outputs: readonly StreamOutput<Output>[];
  /** True when Valkey and DynamoDB agree: only then is it settled. */
  agreed: boolean;
  error?: unknown;
}

const SETTLING_MS = 150;

export class BucketRunner<Input, Output = never> {
  readonly #options: RunnerOptions<Input, Output>;
  readonly #parts: RunnerParts<Input, Output>;
  readonly #names: BucketNames;
  /** Which bucket is looked at beside those of the batch: those that get no records are to be settled, too. */
  #swept = Math.floor(Math.random() * BUCKET_COUNT);

  constructor(options: RunnerOptions<Input, Output>) {
    this.#options = options;
    this.#parts = runnerParts(options);
    this.#names = new BucketNames(options.bucketFunction);
  }

  /**
   * @param records in the order of the stream: those of one bucket lie on one shard.
   * @param deadlineMs when a rebuild is to stop, in epoch milliseconds, if it takes that long.
   */
  async run(records: readonly StreamRecord[], deadlineMs: number = Number.POSITIVE_INFINITY): Promise<BatchReport> {
    const counts = newCounts();
    counts.records = records.length;
    const ways = waysOf<Output>(records);
    const swept = this.#sweep(ways);
    await this.#open([...ways, ...swept], ways);
    await this.#rebuild(ways, deadlineMs, counts);
    await this.#collectOutbox(ways);
    await this.#apply(ways, counts);
    await this.#deliver(ways);
    await this.#advance(ways);
    await this.#settle([...ways, ...swept], counts);
    this.#parts.countCalls(counts);
    return { failures: ways.flatMap(failureOf), counts };
  }

  /** A bucket that the batch has nothing of. */
  #sweep(ways: readonly Way<Output>[]): readonly Way<Output>[] {
    this.#swept = (this.#swept + 1) % BUCKET_COUNT;
    const bucket = String(this.#swept);
    return ways.some((way) => way.bucket === bucket) ? [] : [wayOf(bucket, [])];
  }

  /** Where each bucket stands in Valkey and in DynamoDB. */
  async #open(all: readonly Way<Output>[], ways: readonly Way<Output>[]): Promise<void> {
    const { cache, progress } = this.#parts;
    const heads = all.map((way) =>
      each(way, async () => {
        way.head = await cache.head(way.bucket);
      }),
    );
    const positions = together(all, async () => {
      const done = await progress.positions(all.map(({ bucket }) => bucket));
      for (const way of all) way.done = done.get(way.bucket) ?? START;
    });
    await Promise.all([...heads, positions]);
    for (const way of all) way.agreed = way.head?.position === way.done && !ways.includes(way);
  }

  /** Buckets that are new, or have lost something. */
  async #rebuild(ways: readonly Way<Output>[], deadlineMs: number, counts: MutableCounts): Promise<void> {
    const lost = going(ways).filter(({ head, done }) => head === undefined || head.position < done);
    if (lost.length === 0) return;
    await together(lost, async () => {
      const buckets = lost.map(({ bucket, head, done, records }) => ({
        bucket,
        head,
        position: done,
        firstSequence: records[0]?.sequence ?? '',
      }));
      const restored = await this.#parts.rebuild.restore(buckets, deadlineMs, counts);
      for (const way of lost) {
        const result = restored.get(way.bucket);
        if (result !== undefined && 'head' in result) way.head = result.head;
        else way.error = result?.error;
      }
    });
  }

  /** Outputs of an earlier batch that may not have left. */
  async #collectOutbox(ways: readonly Way<Output>[]): Promise<void> {
    const waiting = going(ways).flatMap((way) => {
      const { head, done } = way;
      return head !== undefined && head.position > done ? { way, head } : [];
    });
    await Promise.all(
      waiting.map(({ way, head }) =>
        each(way, async () => {
          const outputs = await this.#parts.cache.outbox<Output>(head, way.done);
          if (outputs === undefined) throw bucketMoved(head);
          way.outputs = outputs;
        }),
      ),
    );
  }

  async #apply(ways: readonly Way<Output>[], counts: MutableCounts): Promise<void> {
    const pairs = going(ways).flatMap((way) => {
      const { head } = way;
      if (head === undefined) return [];
      const records = way.records.filter(({ sequence }) => sortableSequence(sequence) > head.position);
      counts.skipped += way.records.length - records.length;
      return records.length === 0 ? [] : { way, request: { head, records, keepsOutbox: head.position > way.done } };
    });
    if (pairs.length === 0) return;
    const answers = await this.#parts.applier.apply(
      pairs.map(({ request }) => request),
      false,
      counts,
    );
    for (const [at, { way }] of pairs.entries()) {
      const applied = answers[at];
      if (applied === undefined || 'error' in applied) {
        way.error = applied?.error ?? new Error(`nothing is known of bucket ${way.bucket}`);
        continue;
      }
      way.head = applied.head;
      way.outputs = [...way.outputs, ...applied.outputs];
    }
  }

  async #deliver(ways: readonly Way<Output>[]): Promise<void> {
    const giving = going(ways).filter(({ outputs }) => outputs.length > 0);
    if (giving.length === 0) return;
    await together(giving, () => this.#options.bucketFunction.deliver(giving.flatMap(({ outputs }) => outputs)));
  }

  async #advance(ways: readonly Way<Output>[]): Promise<void> {
    const ahead = going(ways).filter(({ head, done }) => head !== undefined && head.position >= done);
    const groups = Map.groupBy(ahead, ({ bucket }) => this.#names.group(bucket));
    await Promise.all(Array.from(groups.values(), (group) => together(group, () => this.#advanceGroup(group))));
  }

  async #advanceGroup(group: readonly Way<Output>[]): Promise<void> {
    const moved = group.filter(({ head, done }) => head?.position !== done);
    const positions = new Map(moved.map(({ bucket, head }) => [bucket, head?.position ?? START]));
    const there = await this.#parts.progress.advance(positions);
    for (const way of group) way.agreed = !moved.includes(way) || there.has(way.bucket);
  }

  async #settle(ways: readonly Way<Output>[], counts: MutableCounts): Promise<void> {
    const { settling, nowMs } = this.#parts;
    const heads = ways.flatMap(({ head, agreed, error }) => {
      return error === undefined && agreed && head !== undefined && settling.isDue(head) ? head : [];
    });
    if (heads.length > 0) await settling.settle(heads, nowMs() + (this.#options.settlingMs ?? SETTLING_MS), counts);
  }
}

function waysOf<Output>(records: readonly StreamRecord[]): readonly Way<Output>[] {
  return Array.from(
    Map.groupBy(records, ({ partitionKey }) => partitionKey),
    ([bucket, its]) => wayOf(bucket, its),
  );
}

function wayOf<Output>(bucket: string, records: readonly StreamRecord[]): Way<Output> {
  return { bucket, records, head: undefined, done: START, outputs: [], agreed: false };
}

function going<Output>(ways: readonly Way<Output>[]): readonly Way<Output>[] {
  return ways.filter(({ error }) => error === undefined);
}

function failureOf<Output>({ bucket, records, error }: Way<Output>): readonly BucketFailure[] {
  return error === undefined ? [] : [{ bucket, sequence: records[0]?.sequence ?? '', error }];
}

/** What fails fails the bucket. */
async function each<Output>(way: Way<Output>, action: () => Promise<void>): Promise<void> {
  await together([way], action);
}

async function together<Output>(ways: readonly Way<Output>[], action: () => Promise<void>): Promise<void> {
  try {
    await action();
  } catch (error) {
    for (const way of ways) way.error ??= error;
  }
}
