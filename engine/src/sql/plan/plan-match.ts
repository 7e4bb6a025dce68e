/** MATCH_RECOGNIZE: its input holds just the columns that it reads, since their rows are kept. */
import type { LogicalMatch } from '../bind/logical-plan.ts';
import type { MatchNode } from './physical-plan.ts';
import { attributedAs, checkTimeAttribute, dense, exactly, type Planned, type QueryPlanner } from './plan-query.ts';

/** @throws SqlError SQL_INVALID_WINDOW when a join below has taken the order from the time. */
export function planMatch(node: LogicalMatch, planner: QueryPlanner): Planned {
  const planned = planner.plan(node.input);
  const [order] = node.orderBy;
  if (order !== undefined) checkTimeAttribute(order.column, planned, node.span);
  const input = exactly(planned, node.input, planner);
  const keys = node.partitionKeys.length;
  const schema = node.schema.map((field, index) => {
    const source = index < keys ? input.schema[node.partitionKeys[index] ?? 0] : undefined;
    return source === undefined ? field : { ...field, type: attributedAs(field.type, source.type) };
  });
  const result: MatchNode = {
    kind: 'match',
    id: planner.nextId('match'),
    input,
    partitionKeys: node.partitionKeys,
    orderBy: node.orderBy,
    time: node.time,
    match: node.match,
    schema,
    span: node.span,
  };
  return dense(result);
}
