/** Rows that came in and rows that were late, by query, from the figures of the operators. */
import type { LateCount, LateCounts } from './late-history.ts';

/** Figures by operator: `trending/2-window-aggregate`. */
export type OperatorFigures = Readonly<Record<string, Readonly<Record<string, number>>>>;

/**
 * A row of a query may go through several operators that refuse late rows, each of which sees what the one before has let
 * through. The widest entrance says how many came; what any of them refused was late.
 */
export function lateCounts(figures: OperatorFigures): LateCounts {
  const counts = new Map<string, LateCount>();
  for (const [operator, { rowsIn, lateRows }] of Object.entries(figures)) {
    if (rowsIn === undefined || lateRows === undefined || !operator.includes('/')) continue;
    const query = operator.slice(0, operator.indexOf('/'));
    const known = counts.get(query) ?? { rows: 0, late: 0 };
    counts.set(query, { rows: Math.max(known.rows, rowsIn), late: known.late + lateRows });
  }
  return Object.fromEntries(counts);
}
