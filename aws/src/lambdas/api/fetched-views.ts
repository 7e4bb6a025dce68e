/**
 * The views that the routes of one process read, where their rows must be fetched first. A route reads as it does there;
 * what it misses is noted, fetched, and the route asked again, until it misses nothing. Routes change nothing, so that to
 * ask them again is harmless.
 */
import { AsyncLocalStorage } from 'node:async_hooks';
import type { KeyPart, ViewEntry, ViewKey, ViewRange, ViewReader } from '@millrace/engine/views/view-store.ts';
import type { ViewCatalog } from '@millrace/shop/serving/view-catalog.ts';
import { sortKey, sortKeyOfRow } from '../../results/sort-key.ts';
import { STORED_VIEWS, type StoredView } from '../../results/stored-views.ts';
import { unavailable } from '../../results/unavailable.ts';
import { TIME_COLUMN } from '../../stream/insight-record.ts';
import type { ResultRows, RowRange } from './result-rows.ts';

/** What one request has been told. */
interface Reading {
  readonly ranges: Map<string, readonly ViewEntry[]>;
  missing: RowRange | undefined;
}

class Missing extends Error {}

/** A filter that seldom matches reads forty pages of rows, one after the other. */
const MOST_ROUNDS = 60;

export class FetchedViews implements ViewCatalog {
  readonly #rows: Pick<ResultRows, 'read'>;
  readonly #reading = new AsyncLocalStorage<Reading>();

  constructor(rows: Pick<ResultRows, 'read'>) {
    this.#rows = rows;
  }

  get(name: string): ViewReader | undefined {
    const stored = STORED_VIEWS.get(name);
    return stored && new FetchedView(name, stored, (range) => this.#take(range));
  }

  keys(): Iterable<string> {
    return STORED_VIEWS.keys();
  }

  /** Answers a request, with all that it reads fetched. @throws what `answer` does; MillraceError FUNCTIONS_UNAVAILABLE. */
  async during<Answer>(answer: () => Answer | Promise<Answer>): Promise<Answer> {
    const reading: Reading = { ranges: new Map(), missing: undefined };
    for (let round = 0; round < MOST_ROUNDS; round++) {
      try {
        return await this.#reading.run(reading, async () => answer());
      } catch (error) {
        if (!(error instanceof Missing)) throw error;
        await this.#fetch(reading);
      }
    }
    throw unavailable(new Error(`a request read more than ${MOST_ROUNDS} ranges`));
  }

  async #fetch(reading: Reading): Promise<void> {
    const range = reading.missing;
    if (range === undefined) return;
    const key = STORED_VIEWS.get(range.view)?.key ?? [];
    const rows = await this.#rows.read(range).catch((error: unknown) => {
      throw unavailable(error);
    });
    reading.ranges.set(
      JSON.stringify(range),
      rows.map(({ row }) => ({ key: key.map((name) => keyPart(name, row[name])), row, final: true })),
    );
  }

  #take(range: RowRange): readonly ViewEntry[] {
    const reading = this.#reading.getStore();
    const known = reading?.ranges.get(JSON.stringify(range));
    if (known) return known;
    if (reading) reading.missing = range;
    throw new Missing('a range of rows is not at hand');
  }
}

class FetchedView implements ViewReader {
  readonly definition;
  readonly #name: string;
  readonly #key: readonly string[];
  readonly #take: (range: RowRange) => readonly ViewEntry[];

  constructor(name: string, { key }: StoredView, take: (range: RowRange) => readonly ViewEntry[]) {
    this.definition = { name, schema: [], primaryKey: key, feedLength: 0 };
    this.#name = name;
    this.#key = key;
    this.#take = take;
  }

  get(key: ViewKey): ViewEntry | undefined {
    const at = this.#sortKey(key);
    const [found] = this.#take({ view: this.#name, from: at, to: undefined, limit: 1, reverse: false });
    return found && sortKeyOfRow(found.row, this.#key) === at ? found : undefined;
  }

  range({ from, to, limit, reverse = false }: ViewRange): readonly ViewEntry[] {
    const bound = (key: ViewKey | undefined) => (key === undefined ? undefined : this.#sortKey(key));
    return this.#take({ view: this.#name, from: bound(from), to: bound(to), limit, reverse });
  }

  /** There is no feed of changes. */
  changes(): readonly never[] {
    return [];
  }

  lastChange(): number {
    return 0;
  }

  #sortKey(key: ViewKey): string {
    return sortKey(key.map((part, place) => textPart(this.#key[place] ?? '', part)));
  }
}

function keyPart(name: string, value: unknown): KeyPart {
  if (typeof value === 'string') return TIME_COLUMN.test(name) ? Date.parse(value) : value;
  return typeof value === 'number' || typeof value === 'boolean' ? value : null;
}

/** The latest time that a Date holds stands for "after all". */
const LAST_MS = 8.64e15;

function textPart(name: string, part: KeyPart): KeyPart {
  if (!TIME_COLUMN.test(name) || typeof part !== 'number') return part;
  return part >= LAST_MS ? '\uffff' : new Date(part).toISOString();
}
