/**
 * JOIN of two streams that are remembered for ever: inner, left, right and full.
 *
 * J1. At any time the rows given and not taken back are the batch join of the rows that came and were not taken back.
 * J2. A row of an outer side is given padded exactly while it has no partner. Its padded form goes before its first
 *     partner's pair comes, and comes back after its last partner's pair has gone.
 * J3. Where the key says it all, a row has a partner when the other side has the key. Only where more must hold are
 *     partners counted, row by row, on the outer sides.
 * J4. A row whose key holds a NULL has no partner ever, so nothing is kept of it.
 *
 * What is taken back goes as DELETE and what comes as INSERT: a row that is updated may find other partners than before.
 */
import { MillraceError } from '../errors/millrace-error.ts';
import { Change, type Row } from '../row/row.ts';
import type { RowKey } from '../row/row-key.ts';
import type { PairingSide } from './join-side.ts';
import { NONE } from './keyed-rows.ts';
import { TwoStreamOperator, type TwoStreamOptions } from './two-stream-operator.ts';

export interface JoinOptions extends TwoStreamOptions<PairingSide> {
  /** A left row with more than one partner is an error. */
  readonly isSingle: boolean;
}

export class Join extends TwoStreamOperator<PairingSide> {
  readonly #isSingle: boolean;

  constructor(options: JoinOptions) {
    super(options);
    this.#isSingle = options.isSingle;
  }

  protected insert(row: Row, own: PairingSide, other: PairingSide): void {
    const key = own.keyOf(row);
    if (key === null) {
      this.#givePadded(row, own, Change.INSERT);
      return;
    }
    const { accepts } = own;
    const partners = accepts === undefined ? this.#meetAll(row, key, own, other) : this.#meet(row, key, own, other);
    if (partners === 0) this.#givePadded(row, own, Change.INSERT);
    own.rows.add(key, row, partners);
    if (this.#isSingle) this.#checkSingle(row, key, own);
  }

  protected remove(row: Row, own: PairingSide, other: PairingSide): void {
    const key = own.keyOf(row);
    if (key === null) {
      this.#givePadded(row, own, Change.DELETE);
      return;
    }
    own.rows.remove(key, row);
    const { accepts } = own;
    const partners = accepts === undefined ? this.#leaveAll(row, key, own, other) : this.#leave(row, key, own, other);
    if (partners === 0) this.#givePadded(row, own, Change.DELETE);
  }

  /** A subquery that is a value has one row for each row of the query around it. */
  #checkSingle(row: Row, key: RowKey, own: PairingSide): void {
    const { rows } = this.right;
    const first = rows.first(key);
    if (first === NONE || this.left.rows.first(key) === NONE) return;
    if (this.left.accepts !== undefined) this.#checkAccepted(row, key, own);
    else if (rows.next(first) !== NONE || rows.count(first) > 1) throw moreThanOneRow();
  }

  #checkAccepted(row: Row, key: RowKey, own: PairingSide): void {
    const { rows, accepts } = this.left;
    if (own === this.left) {
      if (this.#partnersOf(row, key) > 1) throw moreThanOneRow();
      return;
    }
    for (let slot = rows.first(key); slot !== NONE; slot = rows.next(slot)) {
      const left = rows.row(slot);
      if (accepts?.(left, row) && this.#partnersOf(left, key) > 1) throw moreThanOneRow();
    }
  }

  #partnersOf(left: Row, key: RowKey): number {
    const { rows } = this.right;
    let partners = 0;
    for (let slot = rows.first(key); slot !== NONE; slot = rows.next(slot)) {
      if (this.left.accepts?.(left, rows.row(slot))) partners += rows.count(slot);
    }
    return partners;
  }

  /** Pairs the row with all of its key, and says whether there were any. */
  #meetAll(row: Row, key: RowKey, own: PairingSide, other: PairingSide): number {
    const first = other.rows.first(key);
    if (first === NONE) return 0;
    const isFirstPartner = other.isOuter && own.rows.first(key) === NONE;
    for (let slot = first; slot !== NONE; slot = other.rows.next(slot)) {
      const found = other.rows.row(slot);
      const count = other.rows.count(slot);
      if (isFirstPartner) this.#give(other.pad(found), count, Change.DELETE);
      this.#give(own.pair(row, found), count, Change.INSERT);
    }
    return 1;
  }

  #leaveAll(row: Row, key: RowKey, own: PairingSide, other: PairingSide): number {
    const first = other.rows.first(key);
    if (first === NONE) return 0;
    const wasLastPartner = other.isOuter && own.rows.first(key) === NONE;
    for (let slot = first; slot !== NONE; slot = other.rows.next(slot)) {
      const found = other.rows.row(slot);
      const count = other.rows.count(slot);
      this.#give(own.pair(row, found), count, Change.DELETE);
      if (wasLastPartner) this.#give(other.pad(found), count, Change.INSERT);
    }
    return 1;
  }

  /** Pairs the row with those of its key for which the condition holds, and counts them. */
  #meet(row: Row, key: RowKey, own: PairingSide, other: PairingSide): number {
    let partners = 0;
    for (let slot = other.rows.first(key); slot !== NONE; slot = other.rows.next(slot)) {
      const found = other.rows.row(slot);
      if (own.accepts?.(row, found) !== true) continue;
      const count = other.rows.count(slot);
      partners += count;
      if (other.isOuter) {
        const before = other.rows.partners(slot);
        if (before === 0) this.#give(other.pad(found), count, Change.DELETE);
        other.rows.setPartners(slot, before + 1);
      }
      this.#give(own.pair(row, found), count, Change.INSERT);
    }
    return partners;
  }

  #leave(row: Row, key: RowKey, own: PairingSide, other: PairingSide): number {
    let partners = 0;
    for (let slot = other.rows.first(key); slot !== NONE; slot = other.rows.next(slot)) {
      const found = other.rows.row(slot);
      if (own.accepts?.(row, found) !== true) continue;
      const count = other.rows.count(slot);
      partners += count;
      this.#give(own.pair(row, found), count, Change.DELETE);
      if (!other.isOuter) continue;
      const before = other.rows.partners(slot);
      if (before === 1) this.#give(other.pad(found), count, Change.INSERT);
      other.rows.setPartners(slot, before - 1);
    }
    return partners;
  }

  #givePadded(row: Row, side: PairingSide, change: Change): void {
    if (side.isOuter) this.output.onRow(side.pad(row), change);
  }

  #give(row: Row, count: number, change: Change): void {
    for (let given = 0; given < count; given += 1) this.output.onRow(row, change);
  }
}

function moreThanOneRow(): MillraceError {
  return new MillraceError('A subquery that is a value has more than one row', {
    code: 'SUBQUERY_ROWS',
    domain: 'user',
    retry: 'never',
    hint: 'aggregate it, such as by MAX(…), or compare with more columns of the query around it',
  });
}
