/**
 * A table whose keys are slots: small whole numbers, as many as its owner's capacity. What has been read or put once is
 * held in an array in front of the table, for each event asks for several slots, and each question for hundreds.
 */
import type { FoldTable, FoldTables } from '@millrace/engine/fold/fold.ts';

/** Slots as keys, made once each. */
const KEYS: string[] = [];

export class SlotTable<State> {
  readonly #table: FoldTable<State>;
  /** Null is known to be absent; undefined has not been asked for. */
  readonly #held: (State | null | undefined)[] = [];

  constructor(tables: FoldTables, name: string) {
    this.#table = tables.table(name);
  }

  get(slot: number): State | undefined {
    const held = slot < this.#held.length ? this.#held[slot] : undefined;
    if (held !== undefined) return held ?? undefined;
    const state = this.#table.get(slotKey(slot));
    this.#hold(slot, state ?? null);
    return state;
  }

  put(slot: number, state: State): void {
    this.#hold(slot, state);
    this.#table.put(slotKey(slot), state);
  }

  #hold(slot: number, state: State | null): void {
    // Filled in order, so that the array stays a dense one.
    while (this.#held.length < slot) this.#held.push(undefined);
    this.#held[slot] = state;
  }
}

export function slotKey(slot: number): string {
  for (let next = KEYS.length; next <= slot; next++) KEYS.push(String(next));
  return KEYS[slot] ?? String(slot);
}
