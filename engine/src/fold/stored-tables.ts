/**
 * A fold's tables on an environment: each state as JSON under its key and table, the recently used ones kept as live
 * objects in front of it, what has changed written in the next commit.
 *
 * S1. A changed state stays in memory until a commit has written it; only unchanged ones are given up for others.
 * S2. After a commit that failed everything that had changed still counts as changed.
 * S3. A commit may be on its way while folds go on: what it writes is what the states were when it took them, and what
 *     changes after that is the next commit's.
 */
import type { Environment, Table } from '../storage/environment.ts';
import type { FoldTable, FoldTables } from './fold.ts';

export interface CacheCounts {
  /** States held in memory, found or known to be absent. */
  readonly entries: number;
  readonly hits: number;
  readonly misses: number;
}

const STATES = 'fold-states';
/** States of one table that stay in memory, about: between half of it and the whole. */
const CACHED_STATES = 200_000;

export class StoredTables implements FoldTables {
  readonly #states: Table;
  readonly #tables = new Map<string, StoredTable<unknown>>();
  readonly #cachedStates: number;

  constructor(environment: Environment, cachedStates: number = CACHED_STATES) {
    this.#states = environment.table(STATES);
    this.#cachedStates = cachedStates;
  }

  table<State>(name: string): FoldTable<State> {
    let table = this.#tables.get(name);
    if (!table) {
      table = new StoredTable<unknown>(this.#states, name, this.#cachedStates);
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
    for (const table of this.#tables.values()) table.write(between);
  }

  committed(): void {
    for (const table of this.#tables.values()) table.committed();
  }

  failed(): void {
    for (const table of this.#tables.values()) table.failed();
  }

  /** How well the memory in front of the store works, by table. */
  counts(): Readonly<Record<string, CacheCounts>> {
    return Object.fromEntries(Array.from(this.#tables, ([name, table]) => [name, table.counts()]));
  }

  /** Forgets everything, on disk too. Inside a transaction. */
  clear(): void {
    for (const key of this.#states.keys({}, Number.MAX_SAFE_INTEGER)) this.#states.remove(key);
    for (const table of this.#tables.values()) table.forget();
  }
}

/** A state, or the knowledge that there is none. */
interface Held<State> {
  state: State | undefined;
}

class StoredTable<State> implements FoldTable<State> {
  readonly #states: Table;
  readonly #suffix: string;
  readonly #cachedStates: number;
  /** Two generations: what was not used while one filled up is given up with the other. */
  #young = new Map<string, Held<State>>();
  #old = new Map<string, Held<State>>();
  #changed = new Map<string, Held<State>>();
  /** What a commit that is on its way has taken. */
  #written = new Map<string, Held<State>>();
  #hits = 0;
  #misses = 0;

  constructor(states: Table, name: string, cachedStates: number) {
    this.#states = states;
    this.#suffix = `\0${name}`;
    this.#cachedStates = cachedStates;
  }

  get(key: string): State | undefined {
    return this.#held(key).state;
  }

  put(key: string, state: State): void {
    this.#change(key, state);
  }

  remove(key: string): void {
    this.#change(key, undefined);
  }

  get changedCount(): number {
    return this.#changed.size;
  }

  write(between: () => void): void {
    this.#written = this.#changed;
    this.#changed = new Map();
    for (const [key, { state }] of this.#written) {
      if (state === undefined) this.#states.remove(this.#storedKey(key));
      else this.#states.put(this.#storedKey(key), Buffer.from(JSON.stringify(state)));
      between();
    }
  }

  committed(): void {
    this.#written = new Map();
  }

  failed(): void {
    for (const [key, held] of this.#written) if (!this.#changed.has(key)) this.#changed.set(key, held);
    this.#written = new Map();
  }

  counts(): CacheCounts {
    return { entries: this.#young.size + this.#old.size, hits: this.#hits, misses: this.#misses };
  }

  forget(): void {
    this.#young.clear();
    this.#old.clear();
    this.#changed.clear();
    this.#written.clear();
  }

  #change(key: string, state: State | undefined): void {
    const held = this.#young.get(key) ?? this.#old.get(key) ?? this.#unstored(key) ?? { state };
    held.state = state;
    this.#changed.set(key, held);
    this.#keep(key, held);
  }

  #held(key: string): Held<State> {
    const young = this.#young.get(key);
    if (young) {
      this.#hits++;
      return young;
    }
    const older = this.#old.get(key) ?? this.#unstored(key);
    if (older) this.#hits++;
    else this.#misses++;
    const held = older ?? { state: this.#stored(key) };
    this.#keep(key, held);
    return held;
  }

  /** What the store may not have yet. */
  #unstored(key: string): Held<State> | undefined {
    return this.#changed.get(key) ?? this.#written.get(key);
  }

  #keep(key: string, held: Held<State>): void {
    if (this.#young.size >= this.#cachedStates / 2 && !this.#young.has(key)) {
      this.#old = this.#young;
      this.#young = new Map();
    }
    this.#young.set(key, held);
  }

  #stored(key: string): State | undefined {
    const bytes = this.#states.get(this.#storedKey(key));
    return bytes && JSON.parse(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString());
  }

  /** What several tables know of one user or product lies together, so that a commit touches one page of it. */
  #storedKey(key: string): Uint8Array {
    return Buffer.from(key + this.#suffix);
  }
}
