/** Two sets of views, row by row. */
import { isDeepStrictEqual } from 'node:util';
import type { ViewRow } from '@millrace/engine/views/view-store.ts';
import type { View, Views } from './one-process-side.ts';

export interface Difference {
  readonly key: string;
  /** Undefined where there is none. */
  readonly expected: unknown;
  readonly actual: unknown;
}

export interface Comparison {
  readonly table: string;
  readonly rows: number;
  readonly differences: readonly Difference[];
}

/** @param tables those that are compared; one that neither side has rows of is told with none. */
export function compareViews(tables: readonly string[], expected: Views, actual: Views): readonly Comparison[] {
  return tables.map((table) => {
    const primaryKey = expected.get(table)?.primaryKey ?? [];
    return compareRows(table, byKey(expected.get(table), primaryKey), byKey(actual.get(table), primaryKey));
  });
}

export function compareRows(
  table: string,
  expected: ReadonlyMap<string, unknown>,
  actual: ReadonlyMap<string, unknown>,
): Comparison {
  const keys = [...new Set([...expected.keys(), ...actual.keys()])].sort();
  const differences = keys
    .map((key) => ({ key, expected: expected.get(key), actual: actual.get(key) }))
    .filter((row) => !isDeepStrictEqual(row.expected, row.actual));
  return { table, rows: keys.length, differences };
}

/** Two rows of one key are a fault of their own: views hold one. */
function byKey(view: View | undefined, primaryKey: readonly string[]): ReadonlyMap<string, ViewRow> {
  return new Map((view?.rows ?? []).map((row) => [JSON.stringify(primaryKey.map((name) => row[name])), row]));
}

const SHOWN = 5;

/** What is printed of a comparison. */
export function reportOf(comparisons: readonly Comparison[]): string {
  return comparisons.flatMap(linesOf).join('\n');
}

function linesOf({ table, rows, differences }: Comparison): readonly string[] {
  const head = `${table.padEnd(22)} ${String(rows).padStart(8)} rows  ${differences.length === 0 ? 'equal' : `${differences.length} differ`}`;
  const shown = differences
    .slice(0, SHOWN)
    .flatMap(({ key, expected, actual }) => [
      `  ${key}`,
      `    one process: ${JSON.stringify(expected) ?? 'no row'}`,
      `    AWS:         ${JSON.stringify(actual) ?? 'no row'}`,
    ]);
  return [head, ...shown];
}
