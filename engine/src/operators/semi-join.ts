/**
 * Semi and anti join: the left rows that have a partner on the right, or that have none. For IN, EXISTS and their NOTs.
 * A mark join gives all left rows, each with whether it has a partner.
 *
 * M1. At any time the left rows given and not taken back are the batch result over the rows that are there.
 * M2. Where the key says it all, a left row has a partner when the right side has the key; otherwise its partners are
 *     counted.
 * M3. Where right rows are never taken back, a left row that has found a partner keeps it: nothing more is kept of it.
 */
import { Change, type Row } from '../row/row.ts';
import type { RowKey } from '../row/row-key.ts';
import type { CountedRows } from './counted-rows.ts';
import type { JoinSide } from './join-side.ts';
import { NONE } from './keyed-rows.ts';
import { TwoStreamOperator, type TwoStreamOptions } from './two-stream-operator.ts';

export interface SemiJoinSide extends JoinSide {
  /** Rows of this side are never taken back. */
  readonly isFinal: boolean;
}

export interface SemiJoinOptions extends TwoStreamOptions<SemiJoinSide> {
  readonly leftRows: CountedRows;
  /** What a left row gives when it has a partner, and when it has none; null for nothing. */
  readonly give: (row: Row, hasPartner: boolean) => Row | null;
}

export class SemiJoin extends TwoStreamOperator<SemiJoinSide> {
  readonly #leftRows: CountedRows;
  readonly #given: SemiJoinOptions['give'];

  constructor(options: SemiJoinOptions) {
    super(options);
    this.#leftRows = options.leftRows;
    this.#given = options.give;
  }

  protected insert(row: Row, own: SemiJoinSide): void {
    if (own === this.left) this.#insertLeft(row);
    else this.#insertRight(row);
  }

  protected remove(row: Row, own: SemiJoinSide): void {
    if (own === this.left) this.#removeLeft(row);
    else this.#removeRight(row);
  }

  #insertLeft(row: Row): void {
    const key = this.left.keyOf(row);
    const partners = key === null ? 0 : this.#partnersOf(row, key);
    this.#give(row, partners > 0, Change.INSERT);
    if (key === null || (partners > 0 && this.right.isFinal)) return;
    this.#leftRows.add(key, row, partners);
  }

  #removeLeft(row: Row): void {
    const key = this.left.keyOf(row);
    const partners = key === null ? 0 : this.#partnersOf(row, key);
    if (key !== null) this.#leftRows.remove(key, row);
    this.#give(row, partners > 0, Change.DELETE);
  }

  /** How many partners a left row has now; any number but 0 where that is all that counts. */
  #partnersOf(row: Row, key: RowKey): number {
    const { rows } = this.right;
    const { accepts } = this.left;
    const first = rows.first(key);
    if (accepts === undefined) return first === NONE ? 0 : 1;
    let partners = 0;
    for (let slot = first; slot !== NONE; slot = rows.next(slot)) {
      if (!accepts(row, rows.row(slot))) continue;
      partners += rows.count(slot);
      if (this.right.isFinal) return partners;
    }
    return partners;
  }

  #insertRight(row: Row): void {
    const key = this.right.keyOf(row);
    if (key === null) return;
    const isFirst = this.right.rows.first(key) === NONE;
    this.right.rows.add(key, row, 0);
    if (this.right.accepts === undefined && !isFirst) return;
    for (let slot = this.#leftRows.first(key); slot !== NONE; ) {
      const next = this.#leftRows.next(slot);
      if (this.right.accepts?.(row, this.#leftRows.row(slot)) !== false) this.#findPartner(key, slot);
      slot = next;
    }
  }

  #findPartner(key: RowKey, slot: number): void {
    const before = this.right.accepts === undefined ? 0 : this.#leftRows.partners(slot);
    if (before === 0) this.#change(slot, true);
    if (this.right.isFinal) this.#leftRows.removeSlot(key, slot);
    else if (this.right.accepts !== undefined) this.#leftRows.setPartners(slot, before + 1);
  }

  #removeRight(row: Row): void {
    const key = this.right.keyOf(row);
    if (key === null) return;
    this.right.rows.remove(key, row);
    if (this.right.accepts === undefined && this.right.rows.first(key) !== NONE) return;
    for (let slot = this.#leftRows.first(key); slot !== NONE; slot = this.#leftRows.next(slot)) {
      if (this.right.accepts?.(row, this.#leftRows.row(slot)) !== false) this.#losePartner(slot);
    }
  }

  #losePartner(slot: number): void {
    const before = this.right.accepts === undefined ? 1 : this.#leftRows.partners(slot);
    if (before === 1) this.#change(slot, false);
    if (this.right.accepts !== undefined) this.#leftRows.setPartners(slot, before - 1);
  }

  /** A left row has got its first partner, or lost its last one. */
  #change(slot: number, hasPartner: boolean): void {
    const row = this.#leftRows.row(slot);
    for (let changed = 0; changed < this.#leftRows.count(slot); changed += 1) {
      this.#give(row, !hasPartner, Change.DELETE);
      this.#give(row, hasPartner, Change.INSERT);
    }
  }

  #give(row: Row, hasPartner: boolean, change: Change): void {
    const given = this.#given(row, hasPartner);
    if (given !== null) this.output.onRow(given, change);
  }
}
