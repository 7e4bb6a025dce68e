/**
 * The side of a join whose rows may be taken back, or whose rows know how many partners they have. Rows that are alike
 * share a slot and are counted; in a long list they are found by an index, in a short one by looking.
 *
 * C1. Lists are linked both ways through arrays beside the slots, so that a row leaves its list at once.
 * C2. Rows that have been there for too long are passed over, and counted anew when they come again.
 * C3. A list that was searched for more than SEARCHED rows gets an index, and keeps it until it is empty.
 */
import type { Row } from '../row/row.ts';
import type { RowKey } from '../row/row-key.ts';
import type { StateTable, StateValue } from '../state/state-store.ts';
import { type KeyedRows, NONE, withRoomFor } from './keyed-rows.ts';
import type { RowCodec } from './row-codec.ts';
import { SlotTable } from './slot-table.ts';
import { type Perishable, StateTtl } from './state-ttl.ts';

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
  /** How long a row is there after it was last written; 0: for ever. */
  readonly ttlMs: number;
}

/** How long a slot's row is there. Only where rows do not stay for ever. */
interface Lease extends Perishable {
  readonly slot: number;
  readonly key: RowKey;
}

export class CountedRows implements KeyedRows {
  readonly #options: CountedRowsOptions;
  readonly #slots = new SlotTable<Row>();
  readonly #heads = new Map<RowKey, number>();
  readonly #indices = new Map<RowKey, Map<RowKey, number>>();
  readonly #leases: (Lease | undefined)[] = [];
  readonly #ttl: StateTtl<Lease>;
  #next = new Int32Array(64);
  #previous = new Int32Array(64);
  #counts = new Int32Array(64);
  #partners = new Int32Array(64);

  constructor(options: CountedRowsOptions) {
    this.#options = options;
    this.#ttl = new StateTtl(options.ttlMs, ({ key, slot }) => this.removeSlot(key, slot));
  }

  get size(): number {
    return this.#slots.size;
  }

  first(key: RowKey): number {
    return this.#present(this.#head(key));
  }

  next(slot: number): number {
    return this.#present(this.#after(slot));
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
    this.#touch(slot);
  }

  add(key: RowKey, row: Row, partners: number): void {
    const { identity } = this.#options;
    const found = identity === undefined ? NONE : this.#find(key, row, identity);
    if (found === NONE) {
      const slot = this.#slots.add(row);
      this.#enter(slot, key, row);
      this.#counts[slot] = 1;
      this.#partners[slot] = partners;
      this.#lease(slot, key);
      return;
    }
    this.#counts[found] = this.#isOver(found) ? 1 : this.count(found) + 1;
    this.setPartners(found, partners);
  }

  remove(key: RowKey, row: Row): void {
    const { identity } = this.#options;
    if (identity === undefined) throw new TypeError('a row was taken back from a side of a join that only adds rows');
    const slot = this.#find(key, row, identity);
    if (slot === NONE || this.#isOver(slot)) return;
    if (this.count(slot) > 1) {
      this.#counts[slot] = this.count(slot) - 1;
      this.#touch(slot);
    } else {
      this.removeSlot(key, slot);
    }
  }

  /** Takes away all that a slot stands for. */
  removeSlot(key: RowKey, slot: number): void {
    const { identity } = this.#options;
    const [previous, next] = [this.#previous[slot] ?? NONE, this.#after(slot)];
    if (identity !== undefined) this.#indices.get(key)?.delete(identity.identityOf(this.row(slot)));
    if (next !== NONE) this.#previous[next] = previous;
    if (previous !== NONE) this.#next[previous] = next;
    else if (next !== NONE) this.#heads.set(key, next);
    else {
      this.#heads.delete(key);
      this.#indices.delete(key);
    }
    this.#slots.remove(slot);
    const lease = this.#leases[slot];
    if (lease !== undefined) this.#ttl.forget(lease);
    this.#leases[slot] = undefined;
  }

  advance(ms: number): void {
    this.#ttl.advance(ms);
  }

  snapshot(state: StateTable): void {
    const { rows } = this.#options;
    this.#slots.snapshot(state, (row, slot) => {
      const entry = [this.count(slot), this.partners(slot), rows.save(row)];
      const lease = this.#leases[slot];
      return lease === undefined ? entry : [...entry, lease.writtenMs];
    });
  }

  restore(entries: Iterable<readonly [slot: number, value: StateValue]>): void {
    const { keyOf, rows } = this.#options;
    const load = (value: StateValue, slot: number): Row => {
      const [count, partners, saved, writtenMs] = value as [number, number, StateValue, number?];
      const row = rows.load(saved);
      const key = keyOf(row);
      if (key !== null) this.#enter(slot, key, row);
      this.#counts[slot] = count;
      this.#partners[slot] = partners;
      if (key !== null) this.#lease(slot, key, writtenMs);
      return row;
    };
    this.#slots.restore({ entries: () => entries, put: refuseWriting, remove: refuseWriting }, load);
  }

  #head(key: RowKey): number {
    return this.#heads.get(key) ?? NONE;
  }

  #after(slot: number): number {
    return this.#next[slot] ?? NONE;
  }

  /** The slot, or the first behind it whose row is still there. */
  #present(slot: number): number {
    if (!this.#ttl.isOn) return slot;
    let found = slot;
    while (found !== NONE && this.#isOver(found)) found = this.#after(found);
    return found;
  }

  #isOver(slot: number): boolean {
    const lease = this.#leases[slot];
    return lease !== undefined && this.#ttl.isOver(lease);
  }

  #lease(slot: number, key: RowKey, writtenMs?: number): void {
    if (!this.#ttl.isOn) return;
    const lease: Lease = { slot, key, writtenMs: 0 };
    this.#leases[slot] = lease;
    this.#ttl.add(lease, writtenMs);
  }

  /** The slot has been written. */
  #touch(slot: number): void {
    this.#slots.touch(slot);
    const lease = this.#leases[slot];
    if (lease !== undefined) this.#ttl.renew(lease);
  }

  /** Puts a slot second in its list, so that the list's head stays as it is. */
  #enter(slot: number, key: RowKey, row: Row): void {
    this.#makeRoom(slot);
    const head = this.#head(key);
    const next = head === NONE ? NONE : this.#after(head);
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
    for (let slot = this.#head(key); slot !== NONE; slot = this.#after(slot)) {
      if (identity.isSame(this.row(slot), row)) return slot;
      searched += 1;
    }
    if (searched > SEARCHED) this.#indices.set(key, this.#indexOf(key, identity));
    return NONE;
  }

  #indexOf(key: RowKey, identity: RowIdentity): Map<RowKey, number> {
    const index = new Map<RowKey, number>();
    for (let slot = this.#head(key); slot !== NONE; slot = this.#after(slot)) {
      index.set(identity.identityOf(this.row(slot)), slot);
    }
    return index;
  }
}

function refuseWriting(): never {
  throw new TypeError('nothing is written while an operator is restored');
}
