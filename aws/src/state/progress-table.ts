/**
 * How far a function has come in DynamoDB: of each bucket the last record whose states are in Valkey and whose outputs have
 * left, and its checkpoint. The positions of neighbours lie in one item, so that a batch costs few writes; a checkpoint
 * has an item of its own.
 */
import type { AttributeValue, UpdateItemCommandInput } from '@aws-sdk/client-dynamodb';
import { type BucketNames, START } from './bucket-names.ts';
import { type Item, readItems, type TableAccess, updateIf } from './table-access.ts';

export interface Checkpoint {
  /** Up to which record DynamoDB has the bucket's states; START when there is none yet. */
  readonly position: string;
  /** The position of the checkpoint that was begun last. */
  readonly begun: string;
  /** The sequence number of the first record that the function was ever given of the bucket. */
  readonly origin: string | undefined;
}

export interface BegunCheckpoint {
  /** False when a later one has been begun. */
  readonly isBegun: boolean;
  /** The position of the newest complete one. */
  readonly complete: string;
}

const NO_CHECKPOINT: Checkpoint = { position: START, begun: START, origin: undefined };
const TRIES = 4;

export class ProgressTable {
  readonly #access: TableAccess;
  readonly #names: BucketNames;

  constructor(access: TableAccess, names: BucketNames) {
    this.#access = access;
    this.#names = names;
  }

  /** @returns the position of each bucket; START for one that has none. */
  async positions(buckets: readonly string[]): Promise<ReadonlyMap<string, string>> {
    const items = await readItems(this.#access, [...new Set(buckets.map((bucket) => this.#names.group(bucket)))]);
    return new Map(
      buckets.map((bucket) => [bucket, items.get(this.#names.group(bucket))?.[fieldOf(bucket)]?.S ?? START]),
    );
  }

  async checkpoints(buckets: readonly string[]): Promise<ReadonlyMap<string, Checkpoint>> {
    const keys = buckets.map((bucket) => this.#names.checkpoint(bucket));
    const items = await readItems(this.#access, keys);
    return new Map(buckets.map((bucket) => [bucket, checkpointOf(items.get(this.#names.checkpoint(bucket)))]));
  }

  /**
   * Moves buckets of one group on; none ever moves back.
   * @returns those that stand exactly there afterwards: the others have been moved further on by somebody else.
   */
  async advance(positions: ReadonlyMap<string, string>): Promise<ReadonlySet<string>> {
    const there = new Set<string>();
    const left = new Map(positions);
    for (let attempt = 0; left.size > 0; attempt++) {
      if (attempt === TRIES) throw new Error(`the positions of ${[...left.keys()].join(', ')} keep moving`);
      if (await updateIf(this.#access, this.#advanceInput(left))) {
        for (const bucket of left.keys()) there.add(bucket);
        break;
      }
      for (const [bucket, position] of await this.positions([...left.keys()])) {
        const wanted = left.get(bucket) ?? START;
        if (position === wanted) there.add(bucket);
        if (position >= wanted) left.delete(bucket);
      }
    }
    return there;
  }

  /** Notes where a bucket begins, unless that is known. */
  async begin(bucket: string, origin: string): Promise<void> {
    await updateIf(this.#access, {
      ...this.#checkpointKey(bucket),
      UpdateExpression: 'SET origin = if_not_exists(origin, :origin)',
      ExpressionAttributeValues: { ':origin': { S: origin } },
    });
  }

  /** A checkpoint at `position` is going to be settled, unless a later one has been begun. */
  async beginCheckpoint(bucket: string, position: string): Promise<BegunCheckpoint> {
    const isBegun = await updateIf(this.#access, {
      ...this.#checkpointKey(bucket),
      UpdateExpression: 'SET begun = :p',
      ConditionExpression: '(attribute_not_exists(begun) OR begun <= :p) AND (attribute_not_exists(p) OR p <= :p)',
      ExpressionAttributeValues: { ':p': { S: position } },
    });
    const checkpoint = (await this.checkpoints([bucket])).get(bucket);
    return { isBegun, complete: checkpoint?.position ?? START };
  }

  /** The checkpoint that was begun at `position` is complete. @returns false when another one has taken its place. */
  endCheckpoint(bucket: string, position: string): Promise<boolean> {
    return updateIf(this.#access, {
      ...this.#checkpointKey(bucket),
      UpdateExpression: 'SET p = :p',
      ConditionExpression: 'begun = :p AND (attribute_not_exists(p) OR p <= :p)',
      ExpressionAttributeValues: { ':p': { S: position } },
    });
  }

  #advanceInput(positions: ReadonlyMap<string, string>): Omit<UpdateItemCommandInput, 'TableName'> {
    const buckets = [...positions.keys()];
    const values: Record<string, AttributeValue> = {};
    for (const [at, bucket] of buckets.entries()) values[`:${at}`] = { S: positions.get(bucket) ?? START };
    return {
      Key: { pk: { S: this.#names.group(buckets[0] ?? '') } },
      UpdateExpression: `SET ${buckets.map((_, at) => `#${at} = :${at}`).join(', ')}`,
      ConditionExpression: buckets.map((_, at) => `(attribute_not_exists(#${at}) OR #${at} < :${at})`).join(' AND '),
      ExpressionAttributeNames: Object.fromEntries(buckets.map((bucket, at) => [`#${at}`, fieldOf(bucket)])),
      ExpressionAttributeValues: values,
    };
  }

  #checkpointKey(bucket: string): Pick<UpdateItemCommandInput, 'Key'> {
    return { Key: { pk: { S: this.#names.checkpoint(bucket) } } };
  }
}

function fieldOf(bucket: string): string {
  return `b${bucket}`;
}

function checkpointOf(item: Item | undefined): Checkpoint {
  if (item === undefined) return NO_CHECKPOINT;
  return { position: item.p?.S ?? START, begun: item.begun?.S ?? START, origin: item.origin?.S };
}
