/** SELECT: FROM, WHERE, GROUP BY, HAVING, ranks, the select list, DISTINCT; one plan node for each that is there. */

import { didYouMean } from '../../errors/closest-name.ts';
import type { ExpressionNode, OrderItem, Select, SelectExpression, SelectStar, TableReference } from '../parse/ast.ts';
import { attachSubqueries, filterBySubqueries } from './attach-subquery.ts';
import { bindCondition, bindExpression } from './bind-expression.ts';
import { bindFrom, checkHints } from './bind-from.ts';
import { bindGrouping, type Grouping, groupedOutput } from './bind-group-by.ts';
import { type Item, type Ordered, orderKeys, refuseHidden } from './bind-order.ts';
import { placeOver } from './bind-over.ts';
import { bindQuery } from './bind-query.ts';
import { distinctRows } from './distinct-rows.ts';
import type { Expression } from './expression.ts';
import type { ExpressionContext } from './expression-context.ts';
import type { LogicalNode } from './logical-plan.ts';
import { refuse } from './refuse.ts';
import type { QueryContext, Relation } from './relation.ts';
import { filter, oneRow, project } from './relation.ts';
import { Scope } from './scope.ts';
import { SelectCalls } from './select-calls.ts';
import { groupTtl, stateTtlHints, withJoinTtl } from './state-ttl-hint.ts';
import { SubqueryCalls } from './subquery-calls.ts';

export function bindSelect(node: Select, context: QueryContext): LogicalNode {
  return bindOrderedSelect(node, context, []).node;
}

/**
 * The clauses in the order in which SQL gives them meaning, which is not the order in which they are written. What ORDER
 * BY reads beside the select list stands behind it.
 */
export function bindOrderedSelect(node: Select, context: QueryContext, orderBy: readonly OrderItem[]): Ordered {
  checkHints(node.hints);
  const ttls = stateTtlHints(node.hints, node.from);
  const from = within(
    node.from === undefined ? emptyRow(node) : withTtl(bindFrom(node.from, context), node.from, ttls),
    context,
  );
  const source = node.where === undefined ? from : filtered(from, node.where, context);
  const grouping = bindGrouping(node.groupBy, source);
  const { relation } = grouping;
  const calls = new SelectCalls(node.windows, grouping.properties, grouping.keyed.indices.length > 0);
  const subqueries = new SubqueryCalls(context, bindQuery);
  const plain: ExpressionContext = { scope: relation.scope, clause: 'SELECT', calls };
  const inList = { ...plain, subqueries };
  const items = node.items.flatMap((item, position) => bindItem(item, position, inList));
  const order = orderKeys(orderBy, items, inList);
  const having = node.having && bindCondition(node.having, { ...inList, clause: 'HAVING' });
  const qualify = node.qualify && bindCondition(node.qualify, { ...plain, clause: 'QUALIFY' });
  const grouped = node.groupBy !== undefined || calls.aggregates.length > 0;
  if (having !== undefined && !grouped) {
    refuse('SQL_INVALID_QUERY', having.span, 'HAVING needs GROUP BY or an aggregate', 'WHERE filters rows');
  }
  const stage = grouped
    ? groupedStage(node, grouping, calls, { having, ttls, subqueries })
    : { node: relation.node, place: keep };
  const ranked = placeOver(stage.node, calls.overCalls, stage.place);
  if (node.distinct && order.added.length > 0) refuseHidden(orderBy, order);
  const kept = qualify === undefined ? ranked.node : filter(ranked.node, ranked.place(qualify));
  const all = [...items, ...order.added];
  const expressions = all.map((item) => item.expression);
  const valued = attachSubqueries(expressions, subqueries, { node: kept, place: ranked.place });
  const placed = all.map((item, index) => ({ ...item, expression: valued.values[index] ?? item.expression }));
  const output = projectItems(valued.node, placed, node);
  const rows = node.distinct ? { ...distinctRows(output), ...groupTtl(ttls, node.from) } : output;
  return { node: rows, keys: order.keys, width: items.length };
}

function withTtl(relation: Relation, from: TableReference, ttls: ReadonlyMap<string, number>): Relation {
  return { ...relation, node: withJoinTtl(relation.node, from, ttls) };
}

const keep = (expression: Expression): Expression => expression;

interface GroupClauses {
  readonly having: Expression | undefined;
  readonly ttls: ReadonlyMap<string, number>;
  readonly subqueries: SubqueryCalls;
}

function groupedStage(
  node: Select,
  grouping: Grouping,
  calls: SelectCalls,
  { having, ttls, subqueries }: GroupClauses,
) {
  const output = groupedOutput(grouping, calls.aggregates, node.span);
  const groups = { ...output.node, ...groupTtl(ttls, node.from) };
  const { place } = output;
  const filteredNode = having === undefined ? groups : filterBySubqueries(having, subqueries, { node: groups, place });
  return { node: filteredNode, place };
}

function filtered(relation: Relation, where: ExpressionNode, context: QueryContext): Relation {
  const subqueries = new SubqueryCalls(context, bindQuery);
  const condition = bindCondition(where, { scope: relation.scope, clause: 'WHERE', subqueries });
  const node = filterBySubqueries(condition, subqueries, { node: relation.node, place: keep });
  return { node, scope: relation.scope };
}

/** Names that the relation does not know may be those of the query around. */
function within({ node, scope }: Relation, { outer }: QueryContext): Relation {
  return { node, scope: scope.within(outer) };
}

/** SELECT without FROM reads one row without columns. */
function emptyRow(node: Select): Relation {
  return { node: oneRow(node.span), scope: new Scope([]) };
}

function bindItem(item: SelectExpression | SelectStar, position: number, context: ExpressionContext): readonly Item[] {
  if (item.kind === 'select-star') return expandStar(item, context.scope);
  const expression = bindExpression(item.expression, context);
  return [{ expression, name: item.alias?.name ?? impliedName(item.expression) ?? `EXPR$${position}` }];
}

/** A plain column keeps its name, a field of a row the field’s. */
function impliedName(node: ExpressionNode): string | undefined {
  if (node.kind === 'column-reference') return node.parts.at(-1)?.name;
  return node.kind === 'field-access' ? node.field.name : undefined;
}

function expandStar(item: SelectStar, scope: Scope): readonly Item[] {
  const qualifier = item.qualifier?.parts.at(-1)?.name;
  if (qualifier !== undefined && !scope.hasQualifier(qualifier)) {
    const known = new Set(scope.columns.flatMap((column) => column.qualifier ?? []));
    refuse('SQL_UNKNOWN_TABLE', item.span, `unknown table ${qualifier}`, didYouMean(qualifier, known));
  }
  const indices = qualifier === undefined ? scope.star : [...scope.columns.keys()];
  return indices.flatMap((index) => {
    const column = scope.columns[index];
    if (column === undefined || (qualifier !== undefined && column.qualifier !== qualifier)) return [];
    const { name, type } = column;
    return [{ expression: { kind: 'column', index, name, type, span: item.span } as const, name }];
  });
}

/** No node where the list is the input as it stands. */
function projectItems(input: LogicalNode, items: readonly Item[], node: Select): LogicalNode {
  const asIs =
    items.length === input.schema.length &&
    items.every(
      (item, index) =>
        item.expression.kind === 'column' && item.expression.index === index && item.name === input.schema[index]?.name,
    );
  if (asIs) return input;
  return project(
    input,
    items.map((item) => item.expression),
    items.map((item) => item.name),
    node.span,
  );
}
