/** Rows that came in and rows that were late, by query, from the figures of the operators. */
import type { LateCount, LateCounts } from './late-history.ts';

/** Figures by operator: `trending/2-window-aggregate`. */
export type OperatorFigures = Readonly<Record<string, Readonly<Record<string, number>>>>;

/**
 * A row of a query may go through several operators that refuse late rows. The first of them says how many rows came; what
 * any of them refused was late.
 */
export function lateCounts(figures: OperatorFigures): LateCounts {
  const counts = new Map<string, LateCount & { readonly step: number }>();
  for (const [operator, { rowsIn, lateRows }] of Object.entries(figures)) {
    const [query = '', node] = operator.split('/');
    if (rowsIn === undefined || lateRows === undefined || node === undefined) continue;
    const step = Number.parseInt(node, 10);
    const known = counts.get(query) ?? { rows: 0, late: 0, step: Number.POSITIVE_INFINITY };
    const first = step < known.step ? { rows: rowsIn, step } : known;
    counts.set(query, { rows: first.rows, step: first.step, late: known.late + lateRows });
  }
  return Object.fromEntries(Array.from(counts, ([query, { rows, late }]) => [query, { rows, late }]));
}
