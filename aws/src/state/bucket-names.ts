/** Under which names a bucket's state lies, in Valkey and in DynamoDB. */
import { createHash } from 'node:crypto';
import { bucketNumber, hashKeyOf } from '../stream/bucket.ts';

/** A state of a bucket. */
export interface StateName {
  readonly table: string;
  readonly key: string;
}

/** Before the first record of a stream, in the form of `sortableSequence`. */
export const START = '0'.repeat(56);

/** Positions of so many buckets lie in one item, which keeps it just below the kilobyte that one write may have. */
const GROUP_SIZE = 16;

export class BucketNames {
  /** Of the function with the layout of its state: a new layout finds nothing of the old. */
  readonly #function: string;

  constructor({ name, stateVersion }: { readonly name: string; readonly stateVersion: string }) {
    this.#function = `${name}.${stateVersion.replace(/[{}#]/g, '_')}`;
  }

  /** All keys of a bucket have the same part in braces, so that they lie in one slot of a cluster. */
  valkey(bucket: string): ValkeyNames {
    return new ValkeyNames(`{${this.#function}.${bucket}}`);
  }

  /** The partition key of a state in the table `state`. */
  state(bucket: string, { table, key }: StateName): string {
    return `${this.#function}#${bucket}#${table}#${key}`;
  }

  /** The item that holds a bucket's position beside those of its neighbours. */
  group(bucket: string): string {
    const number = bucketNumber(bucket);
    return `${this.#function}#group#${number === undefined ? bucket : Math.floor(number / GROUP_SIZE)}`;
  }

  /** The item that holds a bucket's checkpoint. */
  checkpoint(bucket: string): string {
    return `${this.#function}#${bucket}`;
  }
}

export class ValkeyNames {
  readonly meta: string;
  readonly outbox: string;
  /** Names of the states that have changed since the last checkpoint was begun. */
  readonly dirty: string;
  /** Names of the states of a checkpoint that are not in DynamoDB yet. */
  readonly frozen: string;
  readonly #prefix: string;

  constructor(prefix: string) {
    this.#prefix = prefix;
    this.meta = `${prefix}m`;
    this.outbox = `${prefix}o`;
    this.dirty = `${prefix}d`;
    this.frozen = `${prefix}f`;
  }

  /** @param life of the bucket's state: what belongs to an earlier one is not found. @param id see `idOf`. */
  state(life: string, id: string): string {
    return `${this.#prefix}s${life}:${id}`;
  }

  /** What a frozen state was before it changed again. */
  copy(life: string, id: string): string {
    return `${this.#prefix}c${life}:${id}`;
  }
}

export function idOf({ table, key }: StateName): string {
  return `${table}#${key}`;
}

export function nameOf(id: string): StateName {
  const end = id.indexOf('#');
  return { table: id.slice(0, end), key: id.slice(end + 1) };
}

/** Where a bucket lies among the hash keys of a stream. */
export function placeOf(bucket: string): bigint {
  const number = bucketNumber(bucket);
  if (number !== undefined) return BigInt(hashKeyOf(number));
  return BigInt(`0x${createHash('md5').update(bucket).digest('hex')}`);
}
