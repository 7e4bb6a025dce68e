/** A join whose condition bounds the times of both sides against each other. */
import type { JoinParts } from './plan-join.ts';
import type { Planned, QueryPlanner } from './plan-query.ts';

/** Undefined when the condition does not bound the join in time. */
export function planIntervalJoin(_parts: JoinParts, _planner: QueryPlanner): Planned | undefined {
  return undefined;
}
