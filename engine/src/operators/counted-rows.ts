/**
 * The side of a join whose rows may be taken back, or whose rows know how many partners they have. Rows that are alike
 * share a slot and are counted; in a long list they are found by an index, in a short one by looking.
 *
 * C1. Lists are linked both ways through arrays beside the slots, so that a row leaves its list at once.
 * C2. A list that was searched for more than SEARCHED rows gets an index, and keeps it until it is empty.
 */
import type { Row } from '../row/row.ts';
import type { RowKey } from '../row/row-key.ts';
import type { StateTable, StateValue } from '../state/state-store.ts';
import { type KeyedRows, NONE, withRoomFor } from './keyed-rows.ts';
import type { RowCodec } from './row-codec.ts';
import { SlotTable } from './slot-table.ts';

const SEARCHED = 16;

/**
 * How rows are told apart: by all their columns. A unique key would do, but for the moments in which an update shows a
 * key twice: a ranked row that rises comes at its new place before it goes from its old one.
 */
export interface RowIdentity {
  readonly isSame: (a: Row, b: Row) => boolean;
  readonly identityOf: (row: Row) => RowKey;
}

export interface CountedRowsOptions {
  readonly keyOf: (row: Row) => RowKey | null;
  readonly rows: RowCodec;
  /** Without one every row has a slot of its own, and none can be taken back. */
  readonly identity: RowIdentity | undefined;
}

export class CountedRows implements KeyedRows {
  readonly #options: CountedRowsOptions;
  readonly #slots = new SlotTable<Row>();
  readonly #heads = new Map<RowKey, number>();
  readonly #indices = new Map<RowKey, Map<RowKey, number>>();
  #next = new Int32Array(64);
  #previous = new Int32Array(64);
  #counts = new Int32Array(64);
  #partners = new Int32Array(64);

  constructor(options: CountedRowsOptions) {
    this.#options = options;
  }

  get size(): number {
    return this.#slots.size;
  }

  first(key: RowKey): number {
    return this.#heads.get(key) ?? NONE;
  }

  next(slot: number): number {
    return this.#next[slot] ?? NONE;
  }

  row(slot: number): Row {
    return this.#slots.get(slot) as Row;
  }

  count(slot: number): number {
    return this.#counts[slot] ?? 0;
  }

  partners(slot: number): number {
    return this.#partners[slot] ?? 0;
  }

  setPartners(slot: number, partners: number): void {
    this.#partners[slot] = partners;
    this.#slots.touch(slot);
  }

  add(key: RowKey, row: Row, partners: number): void {
    const { identity } = this.#options;
    const found = identity === undefined ? NONE : this.#find(key, row, identity);
    if (found === NONE) {
      const slot = this.#slots.add(row);
      this.#enter(slot, key, row);
      this.#counts[slot] = 1;
      this.#partners[slot] = partners;
      return;
    }
    this.#counts[found] = this.count(found) + 1;
    this.setPartners(found, partners);
  }

  remove(key: RowKey, row: Row): void {
    const { identity } = this.#options;
    if (identity === undefined) throw new TypeError('a row was taken back from a side of a join that only adds rows');
    const slot = this.#find(key, row, identity);
    if (slot === NONE) return;
    if (this.count(slot) > 1) {
      this.#counts[slot] = this.count(slot) - 1;
      this.#slots.touch(slot);
    } else {
      this.removeSlot(key, slot);
    }
  }

  /** Takes away all that a slot stands for. */
  removeSlot(key: RowKey, slot: number): void {
    const { identity } = this.#options;
    const [previous, next] = [this.#previous[slot] ?? NONE, this.next(slot)];
    if (identity !== undefined) this.#indices.get(key)?.delete(identity.identityOf(this.row(slot)));
    if (next !== NONE) this.#previous[next] = previous;
    if (previous !== NONE) this.#next[previous] = next;
    else if (next !== NONE) this.#heads.set(key, next);
    else {
      this.#heads.delete(key);
      this.#indices.delete(key);
    }
    this.#slots.remove(slot);
  }

  snapshot(state: StateTable): void {
    const { rows } = this.#options;
    this.#slots.snapshot(state, (row, slot) => [this.count(slot), this.partners(slot), rows.save(row)]);
  }

  restore(entries: Iterable<readonly [slot: number, value: StateValue]>): void {
    const { keyOf, rows } = this.#options;
    const load = (value: StateValue, slot: number): Row => {
      const [count, partners, saved] = value as [number, number, StateValue];
      const row = rows.load(saved);
      const key = keyOf(row);
      if (key !== null) this.#enter(slot, key, row);
      this.#counts[slot] = count;
      this.#partners[slot] = partners;
      return row;
    };
    this.#slots.restore({ entries: () => entries, put: refuseWriting, remove: refuseWriting }, load);
  }

  /** Puts a slot second in its list, so that the list's head stays as it is. */
  #enter(slot: number, key: RowKey, row: Row): void {
    this.#makeRoom(slot);
    const head = this.first(key);
    const next = head === NONE ? NONE : this.next(head);
    this.#previous[slot] = head;
    this.#next[slot] = next;
    if (head === NONE) this.#heads.set(key, slot);
    else this.#next[head] = slot;
    if (next !== NONE) this.#previous[next] = slot;
    const { identity } = this.#options;
    if (identity !== undefined) this.#indices.get(key)?.set(identity.identityOf(row), slot);
  }

  #makeRoom(slot: number): void {
    if (slot < this.#next.length) return;
    this.#next = withRoomFor(this.#next, slot);
    this.#previous = withRoomFor(this.#previous, slot);
    this.#counts = withRoomFor(this.#counts, slot);
    this.#partners = withRoomFor(this.#partners, slot);
  }

  #find(key: RowKey, row: Row, identity: RowIdentity): number {
    const index = this.#indices.size === 0 ? undefined : this.#indices.get(key);
    if (index !== undefined) return index.get(identity.identityOf(row)) ?? NONE;
    let searched = 0;
    for (let slot = this.first(key); slot !== NONE; slot = this.next(slot)) {
      if (identity.isSame(this.row(slot), row)) return slot;
      searched += 1;
    }
    if (searched > SEARCHED) this.#indices.set(key, this.#indexOf(key, identity));
    return NONE;
  }

  #indexOf(key: RowKey, identity: RowIdentity): Map<RowKey, number> {
    const index = new Map<RowKey, number>();
    for (let slot = this.first(key); slot !== NONE; slot = this.next(slot)) {
      index.set(identity.identityOf(this.row(slot)), slot);
    }
    return index;
  }
}

function refuseWriting(): never {
  throw new TypeError('nothing is written while an operator is restored');
}
