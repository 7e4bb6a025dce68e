/**
 * Applies records to buckets: runs the fold, fetches the states that it asked for and runs it again until it has asked for
 * nothing new, then commits. All buckets of a batch go in step, so that their states are fetched together.
 *
 * Each round knows at least one more state that the first unfinished input reads, so it comes to an end.
 */
import type { StreamRecord } from '../stream/stream-record.ts';
import { sortableSequence } from '../stream/stream-record.ts';
import type { BucketCache, BucketHead } from './bucket-cache.ts';
import type { BucketFunction, StreamOutput } from './bucket-function.ts';
import { bucketMoved } from './bucket-moved.ts';
import { idOf } from './bucket-names.ts';
import { KnownStates, type StateChange } from './bucket-states.ts';
import { type DecodedRecord, decodeRecord, type FoldRun, type Poison, runFold } from './fold-run.ts';
import type { MutableCounts } from './runner-counts.ts';
import type { Loaded, StateLoader } from './state-loader.ts';

export interface ApplyRequest {
  readonly head: BucketHead;
  /** Behind the head's position, in order, and at least one. */
  readonly records: readonly StreamRecord[];
  readonly keepsOutbox: boolean;
}

export type Applied<Output> =
  | { readonly head: BucketHead; readonly outputs: readonly StreamOutput<Output>[] }
  | { readonly error: unknown };

export interface ApplierParts<Input, Output> {
  readonly bucketFunction: BucketFunction<Input, Output>;
  readonly cache: BucketCache;
  readonly loader: StateLoader;
  /** Is told of poison before the bucket moves past it. @throws when it may not have heard. */
  readonly reject: (poison: readonly Poison[]) => Promise<void>;
  readonly nowMs: () => number;
  /** What was seen of a bucket so long ago is not built upon. */
  readonly staleMs: number;
}

interface Work<Input, Output> {
  readonly request: ApplyRequest;
  readonly decoded: readonly DecodedRecord<Input>[];
  readonly known: KnownStates;
  readonly fetched: Map<string, StateChange>;
  careful: boolean;
  run?: FoldRun<Output>;
  error?: unknown;
}

export class RecordApplier<Input, Output> {
  readonly #parts: ApplierParts<Input, Output>;

  constructor(parts: ApplierParts<Input, Output>) {
    this.#parts = parts;
  }

  /**
   * @param again true for records whose outputs have left, and whose poison has been told of: neither goes out again.
   * @returns what became of each bucket, in the order of the requests.
   */
  async apply(
    requests: readonly ApplyRequest[],
    again: boolean,
    counts: MutableCounts,
  ): Promise<readonly Applied<Output>[]> {
    const works = requests.map((request) => this.#workOf(request));
    await this.#attempt(works, () => this.#prepare(works, counts));
    for (let active = works; active.length > 0; active = works.filter(isUnfinished)) await this.#round(active, counts);
    const poisoned = works.filter(({ run }) => run !== undefined && run.poison.length > 0);
    if (!again && poisoned.length > 0) {
      const poison = poisoned.flatMap(({ run }) => run?.poison ?? []);
      counts.poison += poison.length;
      await this.#attempt(poisoned, () => this.#parts.reject(poison));
    }
    return Promise.all(works.map((work) => this.#commit(work, again, counts)));
  }

  #workOf(request: ApplyRequest): Work<Input, Output> {
    const decoded = request.records.map((record) => decodeRecord(this.#parts.bucketFunction, record));
    return { request, decoded, known: new KnownStates(), fetched: new Map(), careful: false };
  }

  /** What fails for all of them fails each. */
  async #attempt(works: readonly Work<Input, Output>[], action: () => Promise<void>): Promise<void> {
    try {
      await action();
    } catch (error) {
      for (const work of works) work.error = error;
    }
  }

  async #prepare(works: readonly Work<Input, Output>[], counts: MutableCounts): Promise<void> {
    const inputs = works.flatMap(({ decoded }) => decoded.flatMap((each) => each.inputs));
    counts.inputs += inputs.length;
    await this.#parts.bucketFunction.prepare?.(inputs);
  }

  async #round(active: readonly Work<Input, Output>[], counts: MutableCounts): Promise<void> {
    const short = active.filter((work) => work.error === undefined && this.#runsShort(work, counts));
    if (short.length === 0) return;
    const requests = short.map(({ request: { head }, run }) => ({ head, names: run?.missing ?? [] }));
    const answers = await this.#parts.loader.load(requests, counts);
    for (const [at, work] of short.entries()) takeIn(work, answers[at] ?? []);
  }

  /** @returns true when states are missing. */
  #runsShort(work: Work<Input, Output>, counts: MutableCounts): boolean {
    const { decoded: records, known } = work;
    const { bucketFunction } = this.#parts;
    counts.runs += 1;
    let run = runFold({ bucketFunction, bucket: work.request.head.bucket, records, known, careful: work.careful });
    if (run.failed) {
      work.careful = true;
      run = runFold({ bucketFunction, bucket: work.request.head.bucket, records, known, careful: true });
    }
    work.run = run;
    return run.missing.length > 0;
  }

  async #commit(work: Work<Input, Output>, again: boolean, counts: MutableCounts): Promise<Applied<Output>> {
    const { request, run, error } = work;
    if (error !== undefined || run === undefined) return { error };
    // What DynamoDB holds as of a position is certain until the second checkpoint from then, and an invocation may be slow.
    if (this.#parts.nowMs() - request.head.seenMs > this.#parts.staleMs) return { error: bucketMoved(request.head) };
    try {
      const outputs = again ? [] : run.outputs;
      const head = await this.#parts.cache.commit(request.head, {
        position: sortableSequence(request.records.at(-1)?.sequence ?? ''),
        ...this.#sorted(work, run),
        outputs,
        keepsOutbox: request.keepsOutbox,
      });
      if (head === undefined) return { error: bucketMoved(request.head) };
      counts.statesWritten += run.changes.length;
      counts.outputs += outputs.length;
      return { head, outputs };
    } catch (failure) {
      return { error: failure };
    }
  }

  /** What is to be kept for good, for a while, and what was only read. */
  #sorted({ fetched }: Work<Input, Output>, { changes }: FoldRun<Output>) {
    const { passingTables } = this.#parts.bucketFunction;
    for (const change of changes) fetched.delete(idOf(change));
    return {
      changes: changes.filter(({ table }) => !passingTables?.has(table)),
      passing: changes.flatMap((change) => {
        const seconds = passingTables?.get(change.table);
        return seconds === undefined ? [] : { ...change, seconds };
      }),
      read: [...fetched.values()].filter(({ text }) => text !== null),
    };
  }
}

function isUnfinished<Input, Output>({ run, error }: Work<Input, Output>): boolean {
  return error === undefined && (run === undefined || run.missing.length > 0);
}

function takeIn<Input, Output>(work: Work<Input, Output>, loaded: Loaded): void {
  if ('error' in loaded) {
    work.error = loaded.error;
    return;
  }
  for (const { table, key, text, fetched } of loaded) {
    work.known.set({ table, key }, text);
    if (fetched) work.fetched.set(idOf({ table, key }), { table, key, text });
  }
}
