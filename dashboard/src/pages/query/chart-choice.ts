/** Which columns of a result make its chart: what the reader has chosen, else what fits. */
import { cellKind, cellNumber, cellText } from './cell-text.ts';
import type { ResultColumn, ResultRow } from './read-result.ts';

export interface ChartChoice {
  /** Places of columns. */
  readonly x: number;
  readonly y: number;
  /** Makes a line or a bar of its own for each of its values; -1 for none. */
  readonly by: number;
}

export interface Series {
  readonly name: string;
  /** By place of `xs`. */
  readonly values: readonly (number | null)[];
}

export interface ChartData {
  readonly isTime: boolean;
  /** Epoch milliseconds where it is time, else labels. */
  readonly xs: readonly (number | string)[];
  readonly series: readonly Series[];
  /** Series and labels that were left out because there are too many. */
  readonly leftOut: number;
}

const MOST_SERIES = 6;
const MOST_BARS = 50;

/** Names of columns that were chosen; those that are not there count as not chosen. */
export interface ChosenColumns {
  readonly x: string;
  readonly y: string;
  readonly by: string;
}

/** Null when there is nothing to draw: no number, or no rows. */
export function chartChoice(columns: readonly ResultColumn[], chosen: ChosenColumns): ChartChoice | null {
  const place = (name: string) => columns.findIndex((column) => column.name === name);
  const kinds = columns.map(({ type }) => cellKind(type));
  const first = (fits: (kind: string, at: number) => boolean) => kinds.findIndex(fits);
  const isTime = (kind: string) => kind === 'time' || kind === 'date';
  const time = first(isTime);
  const label = first((kind) => kind === 'text' || kind === 'flag');
  const fallbackX = time >= 0 ? time : label >= 0 ? label : 0;
  const x = place(chosen.x) >= 0 ? place(chosen.x) : fallbackX;
  const y = place(chosen.y) >= 0 ? place(chosen.y) : first((kind, at) => kind === 'number' && at !== x);
  if (y < 0) return null;
  const others = first((kind, at) => kind === 'text' && at !== x && at !== y);
  const by =
    chosen.by === 'none' ? -1 : place(chosen.by) >= 0 ? place(chosen.by) : isTime(kinds[x] ?? '') ? others : -1;
  return { x, y, by: by === x || by === y ? -1 : by };
}

/** Several values of one place and series are added up. */
export function chartData(
  columns: readonly ResultColumn[],
  rows: readonly ResultRow[],
  { x, y, by }: ChartChoice,
): ChartData {
  const typeOf = (place: number) => columns[place]?.type ?? '';
  const isTime = ['time', 'date'].includes(cellKind(typeOf(x)));
  const xOf = (row: ResultRow) => (isTime ? cellNumber(row[x], typeOf(x)) : labelOf(row[x], typeOf(x)));
  const sums = new Map<string, Map<number | string, number>>();
  const xs = new Set<number | string>();
  for (const row of rows) {
    const [at, value] = [xOf(row), cellNumber(row[y], typeOf(y))];
    if (at === null || value === null) continue;
    const name = by < 0 ? (columns[y]?.name ?? '') : labelOf(row[by], typeOf(by));
    const series = sums.get(name) ?? new Map<number | string, number>();
    sums.set(name, series.set(at, (series.get(at) ?? 0) + value));
    xs.add(at);
  }
  const all = [...xs];
  const shownXs = isTime ? all.toSorted((a, b) => Number(a) - Number(b)) : all.slice(0, MOST_BARS);
  const largest = [...sums].toSorted((a, b) => total(b[1]) - total(a[1])).slice(0, MOST_SERIES);
  const series = largest.map(([name, values]) => ({ name, values: shownXs.map((at) => values.get(at) ?? null) }));
  return { isTime, xs: shownXs, series, leftOut: sums.size - largest.length + all.length - shownXs.length };
}

function labelOf(cell: unknown, type: string): string {
  return cell === null || cell === undefined ? 'NULL' : cellText(cell, type);
}

function total(values: ReadonlyMap<number | string, number>): number {
  return [...values.values()].reduce((sum, value) => sum + Math.abs(value), 0);
}
