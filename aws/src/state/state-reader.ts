/**
 * Reads states of a function from outside of it, for whoever answers questions: from Valkey, which has the newest, and else
 * from DynamoDB. Without Valkey, what DynamoDB has is up to one checkpoint old, and better than no answer.
 */
import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { bucketOf } from '../stream/bucket.ts';
import { BucketNames, idOf, type StateName } from './bucket-names.ts';
import { guardedValkey } from './guarded-valkey.ts';
import { OutsideCalls } from './outside-calls.ts';
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
const DYNAMO_TIMEOUT_MS = 2_000;

interface Question {
  readonly name: StateName;
  readonly bucket: string;
  readonly position: string;
}

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

  /**
   * The states as plain JSON, in the order of the keys; undefined where there is none.
   * @throws when DynamoDB is asked and does not answer.
   */
  async read<State>(keys: readonly StateKey[]): Promise<readonly (State | undefined)[]> {
    const questions = keys.map(
      (name): Question => ({ name, bucket: name.bucket ?? String(bucketOf(name.key)), position: NEWEST }),
    );
    const found = new Map<Question, StateText>();
    const buckets = Map.groupBy(questions, ({ bucket }) => bucket);
    await Promise.all(Array.from(buckets, ([bucket, its]) => this.#readCache(bucket, its, found)));
    const left = questions.filter((question) => !found.has(question));
    const stored = await this.#states.read(left);
    for (const [at, question] of left.entries()) found.set(question, stored[at] ?? null);
    return questions.map((question) => {
      const text = found.get(question);
      return text == null ? undefined : JSON.parse(text);
    });
  }

  /** What Valkey does not hold is not found there, nor is anything when it is away. */
  async #readCache(bucket: string, questions: readonly Question[], found: Map<Question, StateText>): Promise<void> {
    const names = this.#names.valkey(bucket);
    try {
      const life = await this.#valkey.call('HGET', names.meta, 'life');
      if (typeof life !== 'string') return;
      const values = await this.#valkey.call('MGET', ...questions.map(({ name }) => names.state(life, idOf(name))));
      for (const [at, value] of (values as readonly (string | null)[]).entries()) {
        const question = questions[at];
        if (question !== undefined && value !== null) found.set(question, fromValkey(value));
      }
    } catch {
      // Away: what was settled is an answer, some minutes old for who is in the shop now.
    }
  }
}
