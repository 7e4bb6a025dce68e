/**
 * What an operator remembers, in dense numbered slots, with a list of those that changed since the last snapshot.
 *
 * T1. Slot 0 belongs to the operator's own header; entries have slots from 1 on. A freed slot is used again first.
 * T2. A snapshot costs what was touched, never what is held.
 * T3. It does not write slot by slot but in chunks of many (slot-chunks.ts): a write of its own cost as much as
 *     all that an operator does for a row.
 */
import type { StateTable, StateValue } from '../state/state-store.ts';
import { SlotChunks } from './slot-chunks.ts';

export class SlotTable<Entry> {
  readonly #entries: (Entry | undefined)[] = [undefined];
  readonly #free: number[] = [];
  readonly #touched: number[] = [];
  readonly #chunks: SlotChunks;
  #isTouched = new Uint8Array(64);

  constructor(chunks: SlotChunks = new SlotChunks()) {
    this.#chunks = chunks;
  }

  /** How many entries there are. */
  get size(): number {
    return this.#entries.length - 1 - this.#free.length;
  }

  /** One more than the largest slot in use: what arrays beside this table must be able to hold. */
  get end(): number {
    return this.#entries.length;
  }

  /** Keeps an entry and returns its slot. It counts as touched. */
  add(entry: Entry): number {
    const slot = this.#free.pop() ?? this.#entries.length;
    this.#entries[slot] = entry;
    this.touch(slot);
    return slot;
  }

  get(slot: number): Entry | undefined {
    return this.#entries[slot];
  }

  /** Says that the entry has changed and belongs into the next snapshot. */
  touch(slot: number): void {
    if (slot >= this.#isTouched.length) this.#isTouched = grown(this.#isTouched, slot);
    if (this.#isTouched[slot] === 1) return;
    this.#isTouched[slot] = 1;
    this.#touched.push(slot);
  }

  /** Puts another entry in an entry's place. It counts as touched. */
  replace(slot: number, entry: Entry): void {
    this.resolve(slot, entry);
    this.touch(slot);
  }

  /** Puts what an entry stands for in its place, while restoring: nothing has changed. */
  resolve(slot: number, entry: Entry): void {
    this.#entries[slot] = entry;
  }

  remove(slot: number): void {
    this.#entries[slot] = undefined;
    this.#free.push(slot);
    this.touch(slot);
  }

  snapshot(state: StateTable, save: (entry: Entry, slot: number) => StateValue): void {
    const chunks = this.#chunks;
    const touch = (slot: number) => this.touch(slot);
    chunks.begin(state, this.#entries.length, touch);
    // Neighbours come into one chunk. What `save` and `chunks` touch comes behind them, in the same loop.
    this.#touched.sort((a, b) => a - b);
    for (const slot of this.#touched) {
      const entry = this.#entries[slot];
      this.#isTouched[slot] = 0;
      if (entry === undefined) chunks.remove(slot);
      else chunks.put(slot, save(entry, slot));
    }
    chunks.end(this.size);
    this.#touched.length = 0;
  }

  /** Fills a fresh table, in order of slots. Returns the header, if one was written. */
  restore(state: StateTable, load: (value: StateValue, slot: number) => Entry): StateValue | undefined {
    return this.#chunks.restore(state, (slot, value) => {
      while (this.#entries.length < slot) {
        this.#free.push(this.#entries.length);
        this.#entries.push(undefined);
      }
      this.#entries.push(load(value, slot));
    });
  }

  *entries(): IterableIterator<Entry> {
    for (const entry of this.#entries) if (entry !== undefined) yield entry;
  }
}

function grown(flags: Uint8Array<ArrayBuffer>, slot: number): Uint8Array<ArrayBuffer> {
  const larger = new Uint8Array(Math.max(flags.length * 2, slot + 1));
  larger.set(flags);
  return larger;
}
