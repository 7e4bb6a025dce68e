/** Rows of a result in another order than they came in. What is NULL goes last, whichever way. */
import { cellKind, cellNumber } from './cell-text.ts';
import type { Cell, ResultColumn, ResultRow } from './read-result.ts';

export interface ResultSorting {
  /** The place of the column. */
  readonly column: number;
  readonly descending: boolean;
}

/** Equal rows stay in the order in which they came. */
export function sortRows(
  rows: readonly ResultRow[],
  columns: readonly ResultColumn[],
  sorting: ResultSorting | null,
): readonly ResultRow[] {
  const column = sorting && columns[sorting.column];
  if (!column) return rows;
  const compare = comparing(column.type);
  const sign = sorting.descending ? -1 : 1;
  return rows.toSorted((left, right) => {
    const [a, b] = [left[sorting.column], right[sorting.column]];
    if (isNothing(a) || isNothing(b)) return Number(isNothing(a)) - Number(isNothing(b));
    return sign * compare(a, b);
  });
}

function isNothing(cell: Cell): boolean {
  return cell === null || cell === undefined;
}

function comparing(type: string): (a: Cell, b: Cell) => number {
  if (cellKind(type) === 'text') return (a, b) => texts.compare(textOf(a), textOf(b));
  return (a, b) => (cellNumber(a, type) ?? 0) - (cellNumber(b, type) ?? 0);
}

/** `p-9` before `p-10`. */
const texts = new Intl.Collator(undefined, { numeric: true });

function textOf(cell: Cell): string {
  return typeof cell === 'object' ? JSON.stringify(cell) : String(cell);
}
