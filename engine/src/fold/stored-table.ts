/** One table of folds in front of the disk: states as live objects, in the rows that all tables share (held-rows.ts). */
import type { FoldTable } from './fold.ts';
import type { HeldRow, HeldRows, HeldState } from './held-rows.ts';
import type { ShapeSite } from './state-shapes.ts';

export interface CacheCounts {
  /** Look-ups of states that were in memory, found or known to be absent; and those that were not. */
  readonly hits: number;
  readonly misses: number;
}

/** Reads a state from its place. */
export type ReadPlace = (table: string, key: string) => unknown;

export class StoredTable<State> implements FoldTable<State> {
  readonly name: string;
  readonly site: ShapeSite = { shape: undefined };
  readonly #rows: HeldRows;
  readonly #readPlace: ReadPlace;
  #changed: HeldState[] = [];
  /** What was asked for last: many tables have but one key, and what was read is mostly put next. */
  #last: HeldState | undefined;
  #hits = 0;
  #misses = 0;

  constructor(name: string, rows: HeldRows, readPlace: ReadPlace) {
    this.name = name;
    this.#rows = rows;
    this.#readPlace = readPlace;
  }

  get(key: string): State | undefined {
    const held = this.#held(key);
    if (held === undefined) return this.#miss(key);
    this.#hits++;
    return held.state as State | undefined;
  }

  put(key: string, state: State): void {
    this.#change(key, state);
  }

  remove(key: string): void {
    this.#change(key, undefined);
  }

  get changedCount(): number {
    return this.#changed.length;
  }

  /** What has changed since it was asked last. */
  takeChanged(): readonly HeldState[] {
    const changed = this.#changed;
    if (changed.length === 0) return changed;
    this.#changed = [];
    for (const held of changed) held.changed = false;
    return changed;
  }

  /** What was taken has not been committed. */
  giveBack(taken: readonly HeldState[]): void {
    for (const held of taken) this.#noteChanged(held);
  }

  /** What was asked for last may not be in memory any more. */
  forgetLast(): void {
    this.#last = undefined;
  }

  counts(): CacheCounts {
    return { hits: this.#hits, misses: this.#misses };
  }

  #change(key: string, state: State | undefined): void {
    const held = this.#held(key) ?? this.#hold(key, state);
    held.state = state;
    this.#noteChanged(held);
  }

  #noteChanged(held: HeldState): void {
    if (held.changed) return;
    held.changed = true;
    this.#changed.push(held);
    if (!held.placed) return;
    held.placed = false;
    this.#rows.unplace(held.row);
  }

  /** What is in memory. */
  #held(key: string): HeldState | undefined {
    const last = this.#last;
    if (last !== undefined && last.row.key === key) return last;
    const { states } = this.#rows.of(key);
    for (let index = 0; index < states.length; index++) {
      const held = states[index];
      if (held?.table !== this) continue;
      this.#last = held;
      return held;
    }
    return undefined;
  }

  #miss(key: string): State | undefined {
    this.#misses++;
    const state = this.#readPlace(this.name, key) as State | undefined;
    this.#hold(key, state);
    return state;
  }

  #hold(key: string, state: State | undefined): HeldState {
    const row: HeldRow = this.#rows.of(key);
    const held = { table: this, row, state, changed: false, placed: true };
    row.states.push(held);
    this.#last = held;
    return held;
  }
}
