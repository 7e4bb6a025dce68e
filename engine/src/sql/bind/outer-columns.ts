/**
 * Columns of the query around a subquery. Inside the subquery column i of the outer row has the index −1 − i, so that no
 * column of its own can be taken for it. Subqueries that are still to be joined stand as columns far below these.
 */
import type { ColumnExpression, Expression } from './expression.ts';
import { columnsOf, mapColumns } from './expression-tree.ts';
import type { LogicalNode } from './logical-plan.ts';

const SUBQUERY_BASE = -1_000_000_000;

/** The expression over the outer row, as it stands inside a subquery. */
export function asOuter(expression: Expression): Expression {
  return mapColumns(expression, (column) => ({ ...column, index: -1 - column.index }));
}

/** The outer row's own column behind a column that stands inside a subquery. */
export function ofOuter(column: ColumnExpression): ColumnExpression {
  return { ...column, index: -1 - column.index };
}

export function isOuterColumn(index: number): boolean {
  return index < 0;
}

export function readsOuter(expression: Expression): boolean {
  return [...columnsOf(expression)].some(isOuterColumn);
}

/** The stand-in of the subquery with this number. */
export function subqueryIndex(position: number): number {
  return SUBQUERY_BASE - position;
}

/** The number of the subquery that the column stands for. */
export function subqueryPosition(index: number): number | undefined {
  return index <= SUBQUERY_BASE ? SUBQUERY_BASE - index : undefined;
}

/** Whether anything in the plan reads the outer row. */
export function isCorrelated(node: LogicalNode): boolean {
  return expressionsOf(node).some(readsOuter) || inputsOf(node).some(isCorrelated);
}

function inputsOf(node: LogicalNode): readonly LogicalNode[] {
  switch (node.kind) {
    case 'scan':
    case 'values':
      return [];
    case 'union':
      return node.inputs;
    case 'join':
    case 'temporal-join':
      return [node.left, node.right];
    default:
      return 'input' in node ? [node.input] : [];
  }
}

function expressionsOf(node: LogicalNode): readonly Expression[] {
  switch (node.kind) {
    case 'project':
      return node.projections;
    case 'filter':
    case 'temporal-join':
      return [node.condition];
    case 'join':
      return node.condition === undefined ? [] : [node.condition];
    case 'lookup-join':
      return [...node.keys.map((key) => key.value), ...(node.condition === undefined ? [] : [node.condition])];
    case 'values':
      return node.rows.flat();
    case 'unnest':
      return node.condition === undefined ? [node.collection] : [node.collection, node.condition];
    case 'aggregate':
      return node.aggregates.flatMap((call) => [...call.args, ...(call.filter === undefined ? [] : [call.filter])]);
    default:
      return [];
  }
}
