/**
 * States in DynamoDB, each in the last two versions that were settled.
 *
 * T1. A version is the state as of a checkpoint of its bucket. `p` is that position and `v` the state, `pp` and `pv` are
 *     the version before.
 * T2. Until the bucket's newest complete checkpoint is replaced, each of its states has the version that belongs to it:
 *     the newest that is not later. What is written for a later one goes beside it, not over it.
 * T3. So as of any position from the newest complete checkpoint on, the state is `v` when `p` is not later, else `pv`.
 *     That holds for states that have not changed since they were settled; the others lie in Valkey.
 * T4. A version never takes the place of a later one: whoever writes late writes nothing.
 * T5. An item ends by itself when its state is gone and nobody could write an older version any more, or when the function takes
 *     it for gone by itself; each version that is written says when.
 */
import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import { type BucketNames, START, type StateName } from './bucket-names.ts';
import { dynamoValue, fromDynamo, type StateText } from './stored-value.ts';
import { type Item, readItems, type TableAccess, updateIf } from './table-access.ts';

export interface StateQuestion {
  readonly bucket: string;
  /** As of which position. */
  readonly position: string;
  readonly name: StateName;
}

export interface SettledVersion {
  readonly bucket: string;
  readonly name: StateName;
  readonly text: StateText;
  /** The checkpoint that it is for, and the newest complete one. */
  readonly position: string;
  readonly complete: string;
}

/** What is gone is remembered for as long as anybody could still write an older version. */
const GONE_SECONDS = 7 * 86_400;

const SHIFT = 'SET pp = if_not_exists(p, :start), pv = if_not_exists(v, :none), p = :p, v = :v';
const REPLACE = 'SET p = :p, v = :v';

export class StateTable {
  readonly #access: TableAccess;
  readonly #names: BucketNames;
  readonly #keptSeconds: ReadonlyMap<string, number>;

  /** @param keptSeconds of the function. */
  constructor(access: TableAccess, names: BucketNames, keptSeconds: ReadonlyMap<string, number> = new Map()) {
    this.#access = access;
    this.#names = names;
    this.#keptSeconds = keptSeconds;
  }

  /** @returns the states in the order of the questions; null where there is none. */
  async read(questions: readonly StateQuestion[]): Promise<readonly StateText[]> {
    const keys = questions.map(({ bucket, name }) => this.#names.state(bucket, name));
    const items = await readItems(this.#access, [...new Set(keys)]);
    return questions.map(({ position }, at) => versionAt(items.get(keys[at] ?? ''), position));
  }

  /** Returns when the version, or a later one, is there. */
  async settle(version: SettledVersion): Promise<void> {
    const isNew = 'attribute_not_exists(p) OR (p <= :complete AND p < :p)';
    if (await this.#write(version, SHIFT, isNew)) return;
    // There is one of a checkpoint that was given up, or a later one.
    await this.#write(version, REPLACE, 'p > :complete AND p < :p');
  }

  async #write(version: SettledVersion, update: string, condition: string): Promise<boolean> {
    const { bucket, name, text, position, complete } = version;
    const isShift = update === SHIFT;
    const seconds = text === null ? GONE_SECONDS : this.#keptSeconds.get(name.table);
    const expiry = seconds === undefined ? ' REMOVE expiresAt' : ', expiresAt = :expiry';
    const values: Record<string, AttributeValue> = {
      ':p': { S: position },
      ':v': dynamoValue(text),
      ':complete': { S: complete },
      ...(isShift ? { ':start': { S: START }, ':none': { NULL: true } } : {}),
      ...(seconds === undefined ? {} : { ':expiry': { N: String(Math.ceil(Date.now() / 1_000) + seconds) } }),
    };
    return updateIf(this.#access, {
      Key: { pk: { S: this.#names.state(bucket, name) } },
      UpdateExpression: update + expiry,
      ConditionExpression: condition,
      ExpressionAttributeValues: values,
    });
  }
}

function versionAt(item: Item | undefined, position: string): StateText {
  if (item === undefined) return null;
  return fromDynamo((item.p?.S ?? START) <= position ? item.v : item.pv);
}
