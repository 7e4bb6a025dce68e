/** ORDER BY of all rows, which a stream only has by time. */
import type { LogicalSort } from '../bind/logical-plan.ts';
import { refuse } from '../bind/refuse.ts';
import { isTimestamp } from '../functions/type-build.ts';
import type { TemporalSortNode } from './physical-plan.ts';
import type { Planned, QueryPlanner } from './plan-query.ts';

/** @throws SqlError SQL_UNSUPPORTED where the first key is no time that rises. */
export function planSort(node: LogicalSort, planner: QueryPlanner): Planned {
  const input = planner.plan(node.input);
  const orderBy = node.orderBy.map((key) => ({ ...key, column: input.places[key.column] ?? key.column }));
  const [first] = orderBy;
  const type = first === undefined ? undefined : input.node.schema[first.column]?.type;
  const time = type !== undefined && isTimestamp(type) ? type.attribute : undefined;
  if (first === undefined || time === undefined || first.descending) {
    const reason = 'ORDER BY of a whole stream goes by its time, in ascending order';
    return refuse('SQL_UNSUPPORTED', node.span, reason, 'add LIMIT n to see the first n rows as they change');
  }
  const result: TemporalSortNode = {
    kind: 'temporal-sort',
    id: planner.nextId('temporal-sort'),
    input: input.node,
    order: { column: first.column, time },
    orderBy,
    schema: input.node.schema,
    span: node.span,
  };
  return { node: result, places: input.places };
}
