/** A join with the right side as it was at the time of the left row. */
import type { LogicalTemporalJoin } from '../bind/logical-plan.ts';
import { refuse } from '../bind/refuse.ts';
import type { Planned, QueryPlanner } from './plan-query.ts';

export function planTemporalJoin(node: LogicalTemporalJoin, _planner: QueryPlanner): Planned {
  const hint = 'look up as of a PROCTIME() column of the left table';
  return refuse('SQL_UNSUPPORTED', node.span, 'an event-time temporal join is not supported', hint);
}
