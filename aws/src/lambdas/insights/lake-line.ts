/**
 * A row of results as it goes to the lake: the row as JSON text beside its view's name, where it stands in the stream, and
 * the day of its own time, which all versions of a row have in common. Of rows with one key the one with the greatest
 * `at` counts, so what comes twice changes nothing.
 */
import type { ResultRow } from '../../results/results-table.ts';

const DAY = /^\d{4}-\d{2}-\d{2}/;

/** @param today for a row without a time of its own: `2026-11-26`. @returns JSON text without a line end. */
export function lakeLine({ view, at, row, key, lastRow }: ResultRow, today: string): string {
  const date = dayOf(key ?? Object.values(row ?? lastRow ?? {})) ?? today;
  return JSON.stringify({ view, row: row === null ? null : JSON.stringify(row), at, date });
}

/** A row's own time is the first that it has. */
function dayOf(values: readonly unknown[]): string | undefined {
  for (const value of values) {
    const day = typeof value === 'string' && value.endsWith('Z') ? DAY.exec(value)?.[0] : undefined;
    if (day !== undefined) return day;
  }
  return undefined;
}
