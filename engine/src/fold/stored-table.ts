/**
 * One table of folds in front of the disk: the recently used states as live objects, and all those that the disk does not
 * have in their places.
 */
import type { FoldTable } from './fold.ts';
import type { ShapeSite } from './state-shapes.ts';

export interface CacheCounts {
  /** States held in memory, found or known to be absent. */
  readonly entries: number;
  readonly hits: number;
  readonly misses: number;
}

/** A state, or with undefined the knowledge that there is none. */
export interface HeldState {
  readonly table: StoredTable<unknown>;
  readonly key: string;
  state: unknown;
  /** It has changed since a commit took it. */
  changed: boolean;
  /** The journal has a newer state than its place. */
  unsettled: boolean;
}

/** Reads a state from its place. */
export type ReadPlace = (table: string, key: string) => unknown;

export class StoredTable<State> implements FoldTable<State> {
  readonly name: string;
  readonly site: ShapeSite = { shape: undefined };
  readonly #readPlace: ReadPlace;
  readonly #perGeneration: number;
  /** Two generations: what was not used while one filled up is given up with the other. */
  #young = new Map<string, HeldState>();
  #old = new Map<string, HeldState>();
  /** What must not be given up: its place is out of date. */
  readonly #unplaced = new Map<string, HeldState>();
  #changed: HeldState[] = [];
  /** What was asked for last: mostly it is put next, or asked for again. */
  #last: HeldState | undefined;
  #hits = 0;
  #misses = 0;

  constructor(name: string, readPlace: ReadPlace, cachedStates: number) {
    this.name = name;
    this.#readPlace = readPlace;
    this.#perGeneration = cachedStates / 2;
  }

  get(key: string): State | undefined {
    return this.#held(key).state as State | undefined;
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

  /** The state lies in its place now. */
  settled(held: HeldState): void {
    held.unsettled = false;
    if (!held.changed) this.#unplaced.delete(held.key);
  }

  counts(): CacheCounts {
    return { entries: this.#young.size + this.#old.size, hits: this.#hits, misses: this.#misses };
  }

  #change(key: string, state: State | undefined): void {
    const held = this.#inMemory(key) ?? this.#keep(this.#hold(key, state));
    held.state = state;
    if (!held.changed) this.#noteChanged(held);
  }

  #noteChanged(held: HeldState): void {
    if (held.changed) return;
    held.changed = true;
    this.#changed.push(held);
    if (!held.unsettled) this.#unplaced.set(held.key, held);
  }

  #held(key: string): HeldState {
    const held = this.#inMemory(key);
    if (held !== undefined) {
      this.#hits++;
      return held;
    }
    this.#misses++;
    return this.#keep(this.#hold(key, this.#readPlace(this.name, key) as State | undefined));
  }

  #inMemory(key: string): HeldState | undefined {
    const last = this.#last;
    if (last !== undefined && last.key === key) return last;
    const young = this.#young.get(key);
    if (young !== undefined) {
      this.#last = young;
      return young;
    }
    const older = this.#old.get(key) ?? this.#unplaced.get(key);
    return older && this.#keep(older);
  }

  #hold(key: string, state: State | undefined): HeldState {
    return { table: this, key, state, changed: false, unsettled: false };
  }

  #keep(held: HeldState): HeldState {
    if (this.#young.size >= this.#perGeneration) {
      this.#old = this.#young;
      this.#young = new Map();
    }
    this.#young.set(held.key, held);
    this.#last = held;
    return held;
  }
}
