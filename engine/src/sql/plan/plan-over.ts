/** Aggregates over the rows before each row, in order of time. */
import type { LogicalOver } from '../bind/logical-plan.ts';
import { refuse } from '../bind/refuse.ts';
import { isTimestamp } from '../functions/type-build.ts';
import type { OverAggregateNode } from './physical-plan.ts';
import { movedTo, type Planned, type QueryPlanner } from './plan-query.ts';

/** @throws SqlError SQL_INVALID_WINDOW for an order that no stream has. */
export function planOver(node: LogicalOver, planner: QueryPlanner): Planned {
  const input = planner.plan(node.input);
  const width = input.node.schema.length;
  const calls = node.calls.map((call) => ({ ...call, args: call.args.map((arg) => movedTo(arg, input)) }));
  const result: OverAggregateNode = {
    kind: 'over-aggregate',
    id: planner.nextId('over-aggregate'),
    input: input.node,
    partitionKeys: node.partitionKeys.map((key) => input.places[key] ?? key),
    order: timeOrder(node, input),
    frame: node.frame,
    calls,
    schema: [...input.node.schema, ...node.schema.slice(node.input.schema.length)],
    span: node.span,
  };
  return { node: result, places: [...input.places, ...calls.map((_, index) => width + index)] };
}

function timeOrder(node: LogicalOver, input: Planned): OverAggregateNode['order'] {
  const [key, second] = node.orderBy;
  if (key === undefined || second !== undefined) {
    return refuse(
      'SQL_INVALID_WINDOW',
      node.span,
      'OVER (…) is ordered by one column',
      'ORDER BY the time of the rows',
    );
  }
  const column = input.places[key.column] ?? key.column;
  const field = input.node.schema[column];
  if (key.descending) {
    const isRank = node.calls.every((call) => call.function === 'ROW_NUMBER');
    const hint = isRank
      ? 'filter its result by a bound: WHERE rn <= 10'
      : 'ORDER BY time; the frame reaches back from the present row';
    return refuse('SQL_INVALID_WINDOW', node.span, 'OVER (…) is ordered in ascending order', hint);
  }
  const time = field !== undefined && isTimestamp(field.type) ? field.type.attribute : undefined;
  if (time !== undefined) return { column, time };
  const hint = 'ORDER BY the column that WATERMARK FOR names, unchanged by functions, or by PROCTIME()';
  const name = field === undefined || field.name.startsWith('$') ? 'what OVER (…) is ordered by' : field.name;
  return refuse('SQL_INVALID_WINDOW', node.span, `${name} is no time attribute`, hint);
}
