/** Puts the OVER calls of a SELECT over its rows or groups: a node that appends a column for each call. */

import type { OverWindow } from './bind-over-window.ts';
import type { Expression, SortKey } from './expression.ts';
import { mapColumns } from './expression-tree.ts';
import type { LogicalNode, LogicalOver, LogicalRowNumber } from './logical-plan.ts';
import { OVER_BASE, type OverCalls } from './over-calls.ts';
import { columnOf, withColumns } from './relation.ts';

interface Placed {
  readonly node: LogicalNode;
  readonly place: (expression: Expression) => Expression;
}

/** `place` brings expressions to the columns of `input`; the result’s also brings the calls to their columns. */
export function placeOver(input: LogicalNode, over: OverCalls, place: (expression: Expression) => Expression): Placed {
  const { window } = over;
  if (window === undefined) return { node: input, place };
  const calls = over.calls.map((call) => ({ ...call, args: call.args.map(place) }));
  const { node, partitionKeys, orderBy } = withKeys(input, window, place);
  const { span, frame = { unit: 'range', preceding: 'unbounded' } } = window;
  const schema = [...node.schema, ...calls.map(({ name, type }) => ({ name, type }))];
  const base = { input: node, partitionKeys, orderBy, schema, span };
  const [call, second] = calls;
  const isRank = call !== undefined && second === undefined && isRankFunction(call.function);
  const placed: LogicalOver | LogicalRowNumber = isRank
    ? { ...base, kind: 'row-number', call, frame, span: call.span }
    : { ...base, kind: 'over', calls, frame };
  const placeCall = (expression: Expression): Expression =>
    mapColumns(expression, (column) => {
      const position = column.index - OVER_BASE;
      return position >= 0 && position < calls.length
        ? columnOf(placed, node.schema.length + position, column.span)
        : column;
    });
  return { node: placed, place: (expression) => placeCall(place(expression)) };
}

function isRankFunction(name: string): boolean {
  return name === 'ROW_NUMBER' || name === 'RANK' || name === 'DENSE_RANK';
}

/** The input with what the window partitions and orders by as columns. */
function withKeys(input: LogicalNode, window: OverWindow, place: (expression: Expression) => Expression) {
  const orderBy = window.orderBy.map((item) => place(item.expression));
  const { node, indices } = withColumns(input, [...window.partitionBy.map(place), ...orderBy]);
  const partitionKeys = indices.slice(0, window.partitionBy.length);
  const sortKeys: SortKey[] = window.orderBy.map(({ descending, nullsLast }, index) => ({
    column: indices[partitionKeys.length + index] ?? 0,
    descending,
    nullsLast,
  }));
  return { node, partitionKeys, orderBy: sortKeys };
}
