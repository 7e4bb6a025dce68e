/** The newest change of each entry that has not come to its place yet, by table and slot. */
import type { StateChange } from './journal-piece.ts';

export class UnsettledChanges {
  readonly #tables = new Map<number, Map<number, StateChange>>();
  size = 0;

  set(change: StateChange): void {
    const table = this.#tables.get(change.table) ?? new Map<number, StateChange>();
    this.#tables.set(change.table, table);
    const before = table.size;
    table.set(change.slot, change);
    this.size += table.size - before;
  }

  get(table: number, slot: number): StateChange | undefined {
    return this.#tables.get(table)?.get(slot);
  }

  /** The change has come to its place; a newer one of the same entry stays. */
  settled(change: StateChange): void {
    const table = this.#tables.get(change.table);
    if (table?.get(change.slot) !== change) return;
    table.delete(change.slot);
    this.size -= 1;
  }

  tables(): readonly number[] {
    return [...this.#tables.keys()].sort((a, b) => a - b);
  }

  /** The slots of a table that have changes, in order. */
  slots(table: number): Uint32Array {
    return Uint32Array.from(this.#tables.get(table)?.keys() ?? []).sort();
  }

  /** The changes of a table, in slot order. */
  ofTable(table: number): readonly StateChange[] {
    return Array.from(this.slots(table)).flatMap((slot) => this.get(table, slot) ?? []);
  }

  all(): readonly StateChange[] {
    return this.tables().flatMap((table) => this.ofTable(table));
  }
}
