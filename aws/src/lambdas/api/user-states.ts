/**
 * What is counted of users, as the function that counts keeps it: from Valkey as of this moment; what Valkey does not hold,
 * or all of it when Valkey is away, from DynamoDB as of the last time that it was settled.
 */
import { JsonTables } from '@millrace/engine/fold/json-tables.ts';
import type { BucketCache, BucketHead } from '../../state/bucket-cache.ts';
import type { StateTable } from '../../state/state-table.ts';
import type { StateText } from '../../state/stored-value.ts';
import { bucketOf } from '../../stream/bucket.ts';
import { USERS_TABLE } from '../features/feature-tables-of-users.ts';

export interface UserStateParts {
  readonly cache: Pick<BucketCache, 'head' | 'read'>;
  readonly states: Pick<StateTable, 'read'>;
}

/** Behind all positions: the newest version that was settled. */
const NEWEST = '9'.repeat(56);

interface Asked {
  readonly bucket: string;
  readonly userIds: readonly string[];
}

export class UserStates {
  readonly #parts: UserStateParts;

  constructor(parts: UserStateParts) {
    this.#parts = parts;
  }

  /** The table of users with those that there are. @throws when neither place answers. */
  async tablesOf(userIds: Iterable<string>): Promise<JsonTables> {
    const byBucket = Map.groupBy(new Set(userIds), (userId) => String(bucketOf(userId)));
    const buckets = Array.from(byBucket, ([bucket, its]) => this.#bucket({ bucket, userIds: its }));
    const users = (await Promise.all(buckets)).flat();
    const known = users.flatMap(([userId, text]) => (text === null ? [] : [[userId, JSON.parse(text)] as const]));
    return JsonTables.load({ [USERS_TABLE]: Object.fromEntries(known) });
  }

  async #bucket(asked: Asked): Promise<readonly (readonly [string, StateText])[]> {
    const cached = await this.#fromCache(asked);
    const missing = asked.userIds.filter((_, place) => cached.values[place] === undefined);
    const settled = new Map(await this.#settled({ ...asked, userIds: missing }, cached.position));
    return asked.userIds.map((userId, place) => [userId, cached.values[place] ?? settled.get(userId) ?? null]);
  }

  async #fromCache({ bucket, userIds }: Asked): Promise<Cached> {
    try {
      const head = await this.#parts.cache.head(bucket);
      return head === undefined ? NOTHING : await this.#read(head, userIds);
    } catch {
      // Away: what was settled is an answer, some minutes old for who is in the shop now.
      return NOTHING;
    }
  }

  /** @throws what the cache does. */
  async #read(head: BucketHead, userIds: readonly string[], again = true): Promise<Cached> {
    const names = userIds.map((key) => ({ table: USERS_TABLE, key }));
    const values = await this.#parts.cache.read(head, names);
    if (values !== undefined) return { values, position: head.position };
    // The bucket has moved in between: it does so with each batch.
    const moved = again ? await this.#parts.cache.head(head.bucket) : undefined;
    return moved === undefined ? NOTHING : this.#read(moved, userIds, false);
  }

  async #settled({ bucket, userIds }: Asked, position: string): Promise<readonly (readonly [string, StateText])[]> {
    if (userIds.length === 0) return [];
    const questions = userIds.map((key) => ({ bucket, position, name: { table: USERS_TABLE, key } }));
    const texts = await this.#parts.states.read(questions);
    return userIds.map((userId, place) => [userId, texts[place] ?? null]);
  }
}

interface Cached {
  /** Undefined for what is not there; null for what there is none of. */
  readonly values: readonly (StateText | undefined)[];
  readonly position: string;
}

const NOTHING: Cached = { values: [], position: NEWEST };
