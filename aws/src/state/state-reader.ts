/**
 * Reads states of a function from outside of it, for whoever answers questions: from Valkey, which has the newest, and else
 * from DynamoDB. Without Valkey, what DynamoDB has is up to one checkpoint old, and better than no answer.
 */
import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { bucketOf } from '../stream/bucket.ts';
import { BucketNames, idOf, type StateName } from './bucket-names.ts';
import { guardedValkey, OutsideCalls } from './outside-calls.ts';
import { StateTable } from './state-table.ts';
import { fromValkey, type StateText } from './stored-value.ts';
import type { Valkey } from './valkey-script.ts';

export interface ReaderOptions {
  /** The function whose states these are. */
  readonly bucketFunction: { readonly name: string; readonly stateVersion: string };
  readonly valkey: Valkey;
  readonly dynamo: Pick<DynamoDBClient, 'send'>;
  /** The name of the table `state`. */
  readonly table: string;
}

export interface StateKey extends StateName {
  /** Where the state lies; that of the key, when it is a shopper's. */
  readonly bucket?: string;
}

/** Later than any position: the newest version there is. */
const NEWEST = '9'.repeat(56);
/** Someone waits for the answer. */
const VALKEY_TIMEOUT_MS = 250;
const DYNAMO_TIMEOUT_MS = 4_000;

export class StateReader {
  readonly #names: BucketNames;
  readonly #valkey: Valkey;
  readonly #states: StateTable;

  constructor({ bucketFunction, valkey, dynamo, table }: ReaderOptions) {
    this.#names = new BucketNames(bucketFunction);
    this.#valkey = guardedValkey(valkey, new OutsideCalls(VALKEY_TIMEOUT_MS));
    this.#states = new StateTable(
      { dynamo, calls: new OutsideCalls(DYNAMO_TIMEOUT_MS), tableName: table },
      this.#names,
    );
  }

  /** The state as plain JSON; undefined when there is none. @throws when DynamoDB is asked and does not answer. */
  async read<State>(key: StateKey): Promise<State | undefined> {
    const [state] = await this.readAll<State>([key]);
    return state;
  }

  /** The states in the order of the keys. */
  async readAll<State>(keys: readonly StateKey[]): Promise<readonly (State | undefined)[]> {
    const wanted = keys.map((name) => ({ name, bucket: name.bucket ?? String(bucketOf(name.key)), position: NEWEST }));
    const cached = await Promise.all(wanted.map(({ bucket, name }) => this.#cached(bucket, name)));
    const stored = await this.#states.read(wanted.filter((_, at) => cached[at] === undefined));
    let next = 0;
    return cached.map((text) => {
      const found = text === undefined ? stored[next++] : text;
      return found == null ? undefined : JSON.parse(found);
    });
  }

  /** @returns undefined when Valkey does not hold it, or is away. */
  async #cached(bucket: string, name: StateName): Promise<StateText | undefined> {
    const names = this.#names.valkey(bucket);
    try {
      const life = await this.#valkey.call('HGET', names.meta, 'life');
      if (typeof life !== 'string') return undefined;
      const value = await this.#valkey.call('GET', names.state(life, idOf(name)));
      return typeof value === 'string' ? fromValkey(value) : undefined;
    } catch {
      return undefined;
    }
  }
}
