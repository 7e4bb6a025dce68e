/**
 * What a change of one row does to the ranks that a query asks for. With numbers, every rank that another row has now
 * is updated. Without, only the rows that leave the ranks asked for or come among them are told.
 *
 * A row is taken from place `from` and another comes to place `to`, counted without the one that was taken; a row that
 * only goes or only comes has no other place.
 */
import { Change, type Row } from '../row/row.ts';
import type { Output } from './operator.ts';
import type { RankedRow, SortedRows } from './sorted-rows.ts';

export interface RankRange {
  /** Places from `first` to `end` − 1 are asked for, counted from 0. */
  readonly first: number;
  readonly end: number;
}

export interface Move {
  readonly from: number | undefined;
  readonly to: number | undefined;
  readonly gone: Row | undefined;
}

/** Tells ranks with their numbers, after the rows have moved. */
export function emitRanks(
  rows: SortedRows,
  { from, to, gone }: Move,
  { first, end }: RankRange,
  emit: (before: Row | undefined, after: Row | undefined, rank: number) => void,
): void {
  const oldSize = rows.size + (from === undefined ? 0 : 1) - (to === undefined ? 0 : 1);
  const [source, target] = [from ?? oldSize, to ?? rows.size];
  const last = Math.min(Math.max(source, target), end - 1);
  for (let place = Math.max(Math.min(source, target), first); place <= last; place += 1) {
    const neighbour = target <= source ? place + 1 : place - 1;
    const before = place === source ? gone : rows.at(neighbour)?.row;
    emit(before, rows.at(place)?.row, place + 1);
  }
}

/** The rows that leave a range of places and those that come into it, when rows are not numbered. */
export class RangeChange {
  #gone: readonly RankedRow[] = [];
  #come: readonly RankedRow[] = [];

  /** Before a row is taken from `place`. */
  take(rows: SortedRows, place: number, { first, end }: RankRange): void {
    if (place >= end) return;
    this.#gone = present(rows.at(Math.max(place, first)));
    this.#come = present(rows.at(end));
  }

  /** Before `ranked` comes to `place`. */
  put(rows: SortedRows, place: number, ranked: RankedRow, { first, end }: RankRange): void {
    if (place >= end) return;
    this.#gone = [...this.#gone, ...present(rows.at(end - 1))];
    this.#come = [...this.#come, ...(place >= first ? [ranked] : present(rows.at(first - 1)))];
  }

  /** `isOneRow`: what goes and what comes are one row of the result, which is updated. */
  emit(output: Output, isOneRow: boolean): void {
    const gone = this.#gone.filter((ranked) => !this.#come.includes(ranked));
    const come = this.#come.filter((ranked) => !this.#gone.includes(ranked));
    const [old, added] = [gone[0], come[0]];
    if (isOneRow && old !== undefined && added !== undefined && gone.length === 1 && come.length === 1) {
      output.onRow(old.row, Change.UPDATE_BEFORE);
      output.onRow(added.row, Change.UPDATE_AFTER);
      return;
    }
    for (const { row } of gone) output.onRow(row, Change.DELETE);
    for (const { row } of come) output.onRow(row, Change.INSERT);
  }
}

function present(ranked: RankedRow | undefined): readonly RankedRow[] {
  return ranked === undefined ? [] : [ranked];
}
