/** Fetches states as of buckets' positions: from Valkey, and what it does not hold from DynamoDB. */
import type { BucketCache, BucketHead } from './bucket-cache.ts';
import { bucketMoved } from './bucket-moved.ts';
import type { StateName } from './bucket-names.ts';
import type { StateChange } from './bucket-states.ts';
import type { MutableCounts } from './runner-counts.ts';
import type { StateTable } from './state-table.ts';
import type { StateText } from './stored-value.ts';

export interface LoadRequest {
  readonly head: BucketHead;
  readonly names: readonly StateName[];
}

export interface LoadedState extends StateChange {
  /** False when it came from Valkey. */
  readonly fetched: boolean;
}

/** What was asked for, or why it could not be had. */
export type Loaded = readonly LoadedState[] | { readonly error: unknown };

export interface LoaderParts {
  readonly cache: BucketCache;
  readonly states: StateTable;
  /** Tables that lie in Valkey only. */
  readonly passing: ReadonlyMap<string, number>;
}

export class StateLoader {
  readonly #parts: LoaderParts;

  constructor(parts: LoaderParts) {
    this.#parts = parts;
  }

  /** @returns the answers in the order of the requests. */
  async load(requests: readonly LoadRequest[], counts: MutableCounts): Promise<readonly Loaded[]> {
    const cached = await Promise.all(requests.map((request) => this.#readCache(request)));
    const wanted = requests.flatMap(({ head, names }, at) => {
      const values = cached[at];
      if (values === undefined || 'error' in values) return [];
      const absent = names.filter((name, place) => values[place] === undefined && !this.#parts.passing.has(name.table));
      return absent.map((name) => ({ bucket: head.bucket, position: head.position, name }));
    });
    counts.statesRead += requests.reduce((sum, { names }) => sum + names.length, 0);
    counts.statesFetched += wanted.length;
    const fetched = await this.#readTable(wanted);
    let next = 0;
    return requests.map(({ names }, at) => {
      const values = cached[at] ?? [];
      if ('error' in values) return values;
      const loaded: LoadedState[] = [];
      for (const [place, name] of names.entries()) {
        const text = values[place];
        if (text !== undefined) loaded.push({ ...name, text, fetched: false });
        else if (this.#parts.passing.has(name.table)) loaded.push({ ...name, text: null, fetched: false });
        else if ('error' in fetched) return fetched;
        else loaded.push({ ...name, text: fetched[next++] ?? null, fetched: true });
      }
      return loaded;
    });
  }

  async #readCache({ head, names }: LoadRequest): Promise<readonly (StateText | undefined)[] | { error: unknown }> {
    try {
      return (await this.#parts.cache.read(head, names)) ?? { error: bucketMoved(head) };
    } catch (error) {
      return { error };
    }
  }

  async #readTable(questions: Parameters<StateTable['read']>[0]): Promise<readonly StateText[] | { error: unknown }> {
    if (questions.length === 0) return [];
    try {
      return await this.#parts.states.read(questions);
    } catch (error) {
      return { error };
    }
  }
}
