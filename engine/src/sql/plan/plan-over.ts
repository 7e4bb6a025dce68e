/** Aggregates over the rows before each row. */
import type { LogicalOver } from '../bind/logical-plan.ts';
import { refuse } from '../bind/refuse.ts';
import type { Planned, QueryPlanner } from './plan-query.ts';

export function planOver(node: LogicalOver, _planner: QueryPlanner): Planned {
  return refuse('SQL_UNSUPPORTED', node.span, 'an aggregate OVER (…) is not supported', 'group by a window');
}
