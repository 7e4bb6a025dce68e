/** A row for each element of a collection. */
import type { LogicalUnnest } from '../bind/logical-plan.ts';
import { refuse } from '../bind/refuse.ts';
import type { Planned, QueryPlanner } from './plan-query.ts';

export function planUnnest(node: LogicalUnnest, _planner: QueryPlanner): Planned {
  return refuse('SQL_UNSUPPORTED', node.span, 'UNNEST is not supported', 'write one event an item');
}
