/** Rows of views that are told hour by hour, added up over a range. */
import type { ViewRow } from '@millrace/engine/views/view-store.ts';
import type { ViewCatalog } from '../view-catalog.ts';
import { ClosedHours } from './closed-hours.ts';
import { HOUR_MS, isoText, type TimeRange } from './time-range.ts';

/** More than any hour of a view has. */
const MOST_ROWS = 5_000;

export interface HourRows {
  /** The hours that have a part in the range, as a range of their own: what the rows are of. */
  readonly from: string;
  readonly to: string;
  readonly rows: readonly ViewRow[];
}

/** Reads the view's hours in a range. */
export function hourRowsOf(views: ViewCatalog, view: string): (range: TimeRange) => Promise<HourRows> {
  const hours = new ClosedHours(views, (hourMs) =>
    (views.get(view)?.range({ from: [hourMs], to: [hourMs + HOUR_MS], limit: MOST_ROWS }) ?? []).map(({ row }) => row),
  );
  return async (range) => {
    const found = await hours.between(range);
    const firstMs = found[0]?.[0] ?? range.fromMs;
    const lastMs = found.at(-1)?.[0] ?? range.fromMs;
    return { from: isoText(firstMs), to: isoText(lastMs + HOUR_MS), rows: found.flatMap(([, rows]) => rows) };
  };
}

/** One total for each value of `key`, the highest `rank` first and equal ones by name. */
export function totalsBy<Total extends object>(
  rows: readonly ViewRow[],
  key: string,
  { add, rank }: { add(total: Total | undefined, row: ViewRow): Total; rank(total: Total): number },
): readonly (readonly [name: string, Total])[] {
  const totals = new Map<string, Total>();
  for (const row of rows) {
    const name = String(row[key]);
    totals.set(name, add(totals.get(name), row));
  }
  return [...totals].sort(([a, left], [b, right]) => rank(right) - rank(left) || (a < b ? -1 : 1));
}
