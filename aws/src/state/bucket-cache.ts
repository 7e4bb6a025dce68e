/** Buckets in Valkey: the states that functions work on, and how far each bucket has come. */
import { randomUUID } from 'node:crypto';
import type { StreamOutput } from './bucket-function.ts';
import { type BucketNames, idOf, nameOf, type StateName } from './bucket-names.ts';
import { bucketScripts } from './bucket-scripts.ts';
import type { StateChange } from './bucket-states.ts';
import { fromValkey, type StateText, valkeyValue } from './stored-value.ts';
import type { Valkey } from './valkey-script.ts';

/** A bucket as it lies in Valkey. */
export interface BucketHead {
  readonly bucket: string;
  readonly life: string;
  readonly position: string;
  /** The position of the checkpoint that is under way. */
  readonly frozen: string | undefined;
  /** When the first state changed that no checkpoint has; undefined when there is none such. */
  readonly sinceMs: number | undefined;
  /** When Valkey said so. */
  readonly seenMs: number;
}

export interface BucketCommit<Output> {
  readonly position: string;
  readonly changes: readonly StateChange[];
  readonly passing: readonly (StateChange & { readonly seconds: number })[];
  /** What was read from DynamoDB and has not changed. */
  readonly read: readonly StateChange[];
  readonly outputs: readonly StreamOutput<Output>[];
  /** True when earlier outputs have not all left. */
  readonly keepsOutbox: boolean;
}

/** Settled states stay so long; whoever comes back within a day is read from here. */
const SETTLED_SECONDS = 86_400;

export class BucketCache {
  readonly #valkey: Valkey;
  readonly #names: BucketNames;
  readonly #nowMs: () => number;

  constructor(valkey: Valkey, names: BucketNames, nowMs: () => number) {
    this.#valkey = valkey;
    this.#names = names;
    this.#nowMs = nowMs;
  }

  /** @returns undefined when Valkey does not know the bucket. */
  async head(bucket: string): Promise<BucketHead | undefined> {
    const { meta } = this.#names.valkey(bucket);
    const seenMs = this.#nowMs();
    const fields = await this.#valkey.call('HMGET', meta, 'life', 'position', 'frozen', 'since');
    const [life, position, frozen, since] = fields as (string | null)[];
    if (life == null || position == null) return undefined;
    const sinceMs = since == null ? undefined : Number(since);
    return { bucket, life, position, frozen: frozen ?? undefined, sinceMs, seenMs };
  }

  /** The states as of the head's position; undefined for each that Valkey does not hold. @returns undefined when the bucket has moved. */
  async read(head: BucketHead, names: readonly StateName[]): Promise<readonly (StateText | undefined)[] | undefined> {
    const keys = this.#names.valkey(head.bucket);
    const states = names.map((name) => keys.state(head.life, idOf(name)));
    const values = await bucketScripts.readStates.run(this.#valkey, [keys.meta, ...states], fenceOf(head));
    if (!Array.isArray(values)) return undefined;
    return names.map((_, at) => textOf(values[at]));
  }

  /** @returns the bucket's head from then on; undefined when it has moved, and nothing was changed. */
  async commit<Output>(head: BucketHead, commit: BucketCommit<Output>): Promise<BucketHead | undefined> {
    const seenMs = this.#nowMs();
    const { position, changes, passing, read, outputs, keepsOutbox } = commit;
    const names = this.#names.valkey(head.bucket);
    const state = (change: StateName): string => names.state(head.life, idOf(change));
    const keys = [
      ...[names.meta, names.outbox, names.dirty, names.frozen],
      ...changes.flatMap((change) => [state(change), names.copy(head.life, idOf(change))]),
      ...[...passing, ...read].map(state),
    ];
    const done = await bucketScripts.commit.run(this.#valkey, keys, [
      ...fenceOf(head),
      ...[position, seenMs, keepsOutbox ? 1 : 0, changes.length, passing.length, read.length, SETTLED_SECONDS],
      ...changes.flatMap((change) => [idOf(change), valkeyValue(change.text)]),
      ...passing.flatMap(({ seconds, text }) => [seconds, valkeyValue(text)]),
      ...read.map(({ text }) => valkeyValue(text)),
      ...outputs.map(({ id, value }) => `${id} ${JSON.stringify(value)}`),
    ]);
    if (done !== 1) return undefined;
    return { ...head, position, sinceMs: head.sinceMs ?? (changes.length > 0 ? seenMs : undefined), seenMs };
  }

  /** Outputs that were made after `position`, in order; undefined when the bucket has moved. */
  async outbox<Output>(head: BucketHead, position: string): Promise<readonly StreamOutput<Output>[] | undefined> {
    const { meta, outbox } = this.#names.valkey(head.bucket);
    const entries = await bucketScripts.readOutbox.run(this.#valkey, [meta, outbox], fenceOf(head));
    if (!Array.isArray(entries)) return undefined;
    return entries.flatMap((entry: string) => {
      const end = entry.indexOf(' ');
      const id = entry.slice(0, end);
      if (id.slice(0, position.length) <= position) return [];
      return { id, bucket: head.bucket, value: JSON.parse(entry.slice(end + 1)) };
    });
  }

  /**
   * Lays the bucket anew at `position`, without any state.
   * @param before as it was; undefined when Valkey did not know it. @returns undefined when it has moved since.
   */
  async layAnew(bucket: string, before: BucketHead | undefined, position: string): Promise<BucketHead | undefined> {
    const names = this.#names.valkey(bucket);
    const life = randomUUID().slice(0, 8);
    const seenMs = this.#nowMs();
    const lasting = before === undefined ? [] : await this.#lasting(before);
    const keys = [names.meta, names.outbox, names.dirty, names.frozen, ...lasting];
    const args = [before?.life ?? '', before?.position ?? '', life, position];
    const done = await bucketScripts.layAnew.run(this.#valkey, keys, args);
    return done === 1 ? { bucket, life, position, frozen: undefined, sinceMs: undefined, seenMs } : undefined;
  }

  /** @returns the head with the checkpoint that now is under way; undefined when none was begun. */
  async freeze(head: BucketHead): Promise<BucketHead | undefined> {
    const { meta, dirty, frozen } = this.#names.valkey(head.bucket);
    const done = await bucketScripts.freeze.run(this.#valkey, [meta, dirty, frozen], fenceOf(head));
    return done === 1 ? { ...head, frozen: head.position, sinceMs: undefined } : undefined;
  }

  /** Some states of the checkpoint that are still to be settled, as they were when it was begun. */
  async frozen(head: BucketHead, most: number): Promise<readonly StateChange[]> {
    const names = this.#names.valkey(head.bucket);
    const ids = (await this.#valkey.call('SRANDMEMBER', names.frozen, most)) as string[];
    const keys = [names.meta, names.frozen, ...this.#pairs(head, ids)];
    const values = await bucketScripts.readFrozen.run(this.#valkey, keys, [...checkpointOf(head), ...ids]);
    if (!Array.isArray(values)) return [];
    return ids.flatMap((id, at) => {
      const text = textOf(values[at]);
      return text === undefined ? [] : { ...nameOf(id), text };
    });
  }

  /** These states of the checkpoint are in DynamoDB. */
  async thaw(head: BucketHead, states: readonly StateName[]): Promise<void> {
    const names = this.#names.valkey(head.bucket);
    const ids = states.map(idOf);
    const keys = [names.meta, names.dirty, names.frozen, ...this.#pairs(head, ids)];
    await bucketScripts.thaw.run(this.#valkey, keys, [...checkpointOf(head), SETTLED_SECONDS, ...ids]);
  }

  /** True when the checkpoint is still under way, and none of its states is left to be settled. */
  async isDrained(head: BucketHead): Promise<boolean> {
    const { meta, frozen } = this.#names.valkey(head.bucket);
    return (await bucketScripts.isDrained.run(this.#valkey, [meta, frozen], checkpointOf(head))) === 1;
  }

  async endCheckpoint(head: BucketHead): Promise<void> {
    const { meta, frozen } = this.#names.valkey(head.bucket);
    await bucketScripts.endCheckpoint.run(this.#valkey, [meta, frozen], checkpointOf(head));
  }

  /** The keys of a bucket's life that would stay for ever. */
  async #lasting(head: BucketHead): Promise<readonly string[]> {
    const { dirty, frozen } = this.#names.valkey(head.bucket);
    const ids = await Promise.all([this.#valkey.call('SMEMBERS', dirty), this.#valkey.call('SMEMBERS', frozen)]);
    return this.#pairs(head, ids.flat() as string[]);
  }

  #pairs({ bucket, life }: BucketHead, ids: readonly string[]): readonly string[] {
    const names = this.#names.valkey(bucket);
    return ids.flatMap((id) => [names.state(life, id), names.copy(life, id)]);
  }
}

function fenceOf({ life, position }: BucketHead): readonly string[] {
  return [life, position];
}

function checkpointOf({ life, frozen = '' }: BucketHead): readonly string[] {
  return [life, frozen];
}

function textOf(value: unknown): StateText | undefined {
  return typeof value === 'string' ? fromValkey(value) : undefined;
}
