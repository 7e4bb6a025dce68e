/**
 * A fold's tables on an environment: the recently used states as live objects in front of it, what has changed written in
 * the next commit, by way of a journal (fold-journal.ts).
 *
 * S1. A changed state stays in memory until it lies in its place; only the others are given up for others.
 * S2. After a commit that failed everything that had changed still counts as changed.
 * S3. A commit may be on its way while folds go on: what it writes is what the states were when it took them, and what
 *     changes after that is the next commit's.
 */
import type { Environment, Table } from '../storage/environment.ts';
import type { FoldTable, FoldTables } from './fold.ts';
import { FoldJournal, type FoldPace } from './fold-journal.ts';
import { FoldPlaces, PLACES } from './fold-places.ts';
import { HeldRows } from './held-rows.ts';
import type { SavedTables } from './json-tables.ts';
import { JOURNAL, settleJournal } from './settle-journal.ts';
import { SHAPES } from './state-shapes.ts';
import { type CacheCounts, StoredTable } from './stored-table.ts';

/** Keys whose states stay in memory, about: between half of it and the whole. */
const CACHED_KEYS = 400_000;
/** The environment's tables that states are kept in. */
const TABLES = [PLACES, JOURNAL, SHAPES];
/** Raise it when states are stored in another way: older ones are then refused, and made anew from the log. */
export const STORED_TABLES_VERSION = 'tables:3';
/** Older ones that can be read all the same. What is written is of the newest: who knows only an older one refuses it then. */
export const READABLE_TABLES_VERSIONS: readonly string[] = ['tables:2'];

export interface StoredTablesOptions {
  readonly cachedKeys?: number;
  readonly pace?: FoldPace;
}

export class StoredTables implements FoldTables {
  readonly #tables = new Map<string, StoredTable<unknown>>();
  readonly #rows: HeldRows;
  readonly #journal: FoldJournal;

  constructor(environment: Environment, { cachedKeys = CACHED_KEYS, pace }: StoredTablesOptions = {}) {
    this.#rows = new HeldRows(cachedKeys, () => {
      for (const table of this.#tables.values()) table.forgetLast();
    });
    this.#journal = new FoldJournal(environment, this.#rows, pace);
  }

  table<State>(name: string): FoldTable<State> {
    let table = this.#tables.get(name);
    if (!table) {
      table = new StoredTable<unknown>(name, this.#rows, (of, key) => this.#journal.read(of, key));
      this.#tables.set(name, table);
    }
    return table as FoldTable<State>;
  }

  /** True when a commit would write something. */
  get changed(): boolean {
    return this.changedCount > 0;
  }

  /** States that the next commit would write. */
  get changedCount(): number {
    let count = 0;
    for (const table of this.#tables.values()) count += table.changedCount;
    return count;
  }

  /**
   * Writes what has changed. Only inside the environment's transaction; `committed` or `failed` follows when it is known
   * how that ended, before the next `write`.
   * @param between is called between two states: tables may be read then, and nothing changed.
   */
  write(between: () => void = () => undefined): void {
    this.#journal.write(this.#tables.values(), between);
  }

  /** What states were before the changes until now is to go from the disk with the next commits, not some day. */
  hasten(): void {
    this.#journal.hasten();
  }

  committed(): void {
    this.#journal.committed();
  }

  failed(): void {
    this.#journal.failed();
  }

  /** Keys whose states are in memory. */
  get cachedKeys(): number {
    return this.#rows.size;
  }

  /** How well the memory in front of the store works, by table. */
  counts(): Readonly<Record<string, CacheCounts>> {
    return Object.fromEntries(Array.from(this.#tables, ([name, table]) => [name, table.counts()]));
  }
}

/** The environment's tables that hold states: emptied together, they hold none. */
export function tablesOfStates(environment: Environment): readonly Table[] {
  return TABLES.map((name) => environment.table(name));
}

/** Everything that was committed on an environment that no tables are open on. */
export function readStoredTables(environment: Environment): SavedTables {
  const saved: Record<string, Record<string, unknown>> = {};
  settleJournal(environment);
  for (const { table, key, state } of new FoldPlaces(environment).all()) {
    const states = saved[table] ?? {};
    saved[table] = states;
    states[key] = state;
  }
  return saved;
}
