/** Puts the ranks of a SELECT over its rows or groups: ROW_NUMBER() appends a column. */
import type { Expression, SortKey } from './expression.ts';
import { mapColumns } from './expression-tree.ts';
import type { LogicalNode, LogicalRowNumber } from './logical-plan.ts';
import { refuse } from './refuse.ts';
import { columnOf, withColumns } from './relation.ts';
import type { RankCall } from './select-calls.ts';
import { OVER_BASE } from './select-calls.ts';

interface Ranked {
  readonly node: LogicalNode;
  readonly place: (expression: Expression) => Expression;
}

/** `place` brings expressions to the columns of `input`; the result’s also brings the rank to its column. */
export function placeRanks(
  input: LogicalNode,
  ranks: readonly RankCall[],
  place: (expression: Expression) => Expression,
): Ranked {
  const [rank, second] = ranks;
  if (rank === undefined) return { node: input, place };
  if (second !== undefined) {
    return refuse('SQL_UNSUPPORTED', second.span, 'a SELECT ranks once', 'nest a subquery for the second ROW_NUMBER()');
  }
  const orderBy = rank.orderBy.map((item) => place(item.expression));
  const { node, indices } = withColumns(input, [...rank.partitionBy.map(place), ...orderBy]);
  const partitionKeys = indices.slice(0, rank.partitionBy.length);
  const sortKeys: SortKey[] = rank.orderBy.map(({ descending, nullsLast }, index) => ({
    column: indices[partitionKeys.length + index] ?? 0,
    descending,
    nullsLast,
  }));
  const type = { kind: 'BIGINT', nullable: false } as const;
  const ranked: LogicalRowNumber = {
    kind: 'row-number',
    input: node,
    partitionKeys,
    orderBy: sortKeys,
    schema: [...node.schema, { name: 'row_number', type }],
    span: rank.span,
  };
  const rankColumn = columnOf(ranked, node.schema.length, rank.span);
  const placeRank = (expression: Expression): Expression =>
    mapColumns(expression, (column) => (column.index >= OVER_BASE ? rankColumn : column));
  return { node: ranked, place: (expression) => placeRank(place(expression)) };
}
