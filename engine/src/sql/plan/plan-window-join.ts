/** A join of windowed rows on window_start and window_end. */
import type { JoinParts } from './plan-join.ts';
import type { Planned, QueryPlanner } from './plan-query.ts';

/** Undefined when the sides are not windowed, or their windows are not compared. */
export function planWindowJoin(_parts: JoinParts, _planner: QueryPlanner): Planned | undefined {
  return undefined;
}
