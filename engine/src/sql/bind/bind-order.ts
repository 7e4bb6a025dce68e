/** ORDER BY, LIMIT, OFFSET and FETCH at the end of a query. */
import type { ExpressionNode, OrderItem, Query } from '../parse/ast.ts';
import { bindExpression } from './bind-expression.ts';
import type { Expression, SortKey } from './expression.ts';
import type { ExpressionContext } from './expression-context.ts';
import { mapColumns, sameExpression } from './expression-tree.ts';
import type { LogicalNode } from './logical-plan.ts';
import { refuse } from './refuse.ts';
import { columnOf, filter, project } from './relation.ts';
import { Scope } from './scope.ts';

/** An expression of a select list. */
export interface Item {
  readonly expression: Expression;
  readonly name: string;
}

/** A query with what it is ordered by; columns from `width` on are there for the order alone. */
export interface Ordered {
  readonly node: LogicalNode;
  readonly keys: readonly SortKey[];
  readonly width: number;
}

export interface OrderKeys {
  readonly keys: readonly SortKey[];
  /** What is not in the list. */
  readonly added: readonly Item[];
}

/** ORDER BY after a select list: takes places in the list, its names, and whatever the list itself could hold. */
export function orderKeys(
  orderBy: readonly OrderItem[],
  items: readonly Item[],
  context: ExpressionContext,
): OrderKeys {
  const added: Item[] = [];
  const keys = orderBy.map((item) => {
    const listed = listedPlace(item.expression, items);
    if (listed !== undefined) return sortKey(item, listed);
    const bound = bindExpression(item.expression, withNames(items, context));
    const expression = withItems(bound, items, context.scope.columns.length);
    const all = [...items, ...added];
    const known = all.findIndex((each) => sameExpression(each.expression, expression));
    if (known !== -1) return sortKey(item, known);
    added.push({ expression, name: `$order${added.length}` });
    return sortKey(item, all.length);
  });
  return { keys, added };
}

export function refuseHidden(orderBy: readonly OrderItem[], order: OrderKeys): never {
  const item =
    orderBy[order.keys.findIndex(({ column }) => column === Math.max(...order.keys.map((key) => key.column)))];
  const span = item?.span ?? order.added[0]?.expression.span;
  if (span === undefined) throw new RangeError('nothing is hidden');
  return refuse(
    'SQL_INVALID_QUERY',
    span,
    'ORDER BY of SELECT DISTINCT takes what the list holds',
    'add it to the list',
  );
}

/** ORDER BY after a set operation or VALUES: of their columns. */
export function orderedBy(node: LogicalNode, orderBy: readonly OrderItem[]): Ordered {
  const items = node.schema.map(({ name }, index) => ({ name, expression: columnOf(node, index, node.span) }));
  const { keys, added } = orderKeys(orderBy, items, { scope: Scope.of(undefined, node.schema), clause: 'ORDER BY' });
  if (added.length === 0) return { node, keys, width: items.length };
  const all = [...items, ...added];
  const wider = project(
    node,
    all.map((item) => item.expression),
    all.map((item) => item.name),
    node.span,
  );
  return { node: wider, keys, width: items.length };
}

/** @throws SqlError SQL_UNSUPPORTED for OFFSET without LIMIT: the rows behind it would never end. */
export function bindLimit({ node, keys, width }: Ordered, query: Query, place: 'outermost' | 'inner'): LogicalNode {
  const limit = count(query.limit, 'LIMIT');
  const offset = count(query.offset, 'OFFSET') ?? 0;
  if (limit === undefined && query.offset !== undefined) {
    return refuse('SQL_UNSUPPORTED', query.offset.span, 'OFFSET needs a LIMIT over a stream', 'LIMIT n OFFSET m');
  }
  const { span } = query;
  if (limit === undefined) {
    const [order] = query.orderBy;
    if (order === undefined || place === 'inner') return narrowed(node, width);
    return narrowed({ kind: 'sort', input: node, orderBy: keys, schema: node.schema, span: order.span }, width);
  }
  if (limit === 0) return narrowed(filter(node, { kind: 'literal', value: false, type: NEVER, span }), width);
  const top: LogicalNode = {
    kind: 'top-n',
    input: node,
    function: 'LIMIT',
    partitionKeys: [],
    orderBy: keys,
    first: offset + 1,
    last: offset + limit,
    outputRank: false,
    schema: node.schema,
    span: query.limit?.span ?? span,
  };
  return narrowed(top, width);
}

const NEVER = { kind: 'BOOLEAN', nullable: false } as const;

/** Without the columns that only the order reads. */
function narrowed(node: LogicalNode, width: number): LogicalNode {
  if (node.schema.length === width) return node;
  const columns = node.schema.slice(0, width).map((_, index) => columnOf(node, index, node.span));
  return project(
    node,
    columns,
    node.schema.map((field) => field.name),
    node.span,
  );
}

function count(node: ExpressionNode | undefined, clause: string): number | undefined {
  if (node === undefined) return undefined;
  const value = node.kind === 'number-literal' && node.exact ? Number(node.text) : Number.NaN;
  if (Number.isInteger(value)) return Math.min(value, Number.MAX_SAFE_INTEGER / 2);
  return refuse('SQL_INVALID_QUERY', node.span, `${clause} takes a whole number`, `write ${clause} 10`);
}

function sortKey({ descending, nulls }: OrderItem, column: number): SortKey {
  return { column, descending, nullsLast: nulls === undefined ? descending : nulls === 'LAST' };
}

/** `ORDER BY 2` and `ORDER BY name`, where the list has that name. */
function listedPlace(node: ExpressionNode, items: readonly Item[]): number | undefined {
  if (node.kind === 'number-literal' && node.exact) {
    const place = Number(node.text);
    if (Number.isInteger(place) && place >= 1 && place <= items.length) return place - 1;
    const reason = `ORDER BY ${node.text}: the list has ${items.length} columns`;
    return refuse('SQL_INVALID_QUERY', node.span, reason, 'name a column, or count from 1');
  }
  if (node.kind !== 'column-reference' || node.parts.length > 1) return undefined;
  const place = items.findIndex((item) => item.name === node.parts[0]?.name);
  return place === -1 ? undefined : place;
}

/** Names of the list that the input does not have are known, too: as columns behind the input's. */
function withNames(items: readonly Item[], context: ExpressionContext): ExpressionContext {
  const { columns } = context.scope;
  const names = items.map(({ name, expression: { type } }) => {
    const isTaken = columns.some((column) => column.name === name);
    return { qualifier: undefined, name: isTaken ? `$${name}` : name, type };
  });
  return { ...context, scope: new Scope([...columns, ...names]), clause: 'ORDER BY' };
}

/** What the names of the list stand for. */
function withItems(expression: Expression, items: readonly Item[], width: number): Expression {
  return mapColumns(expression, (column) => items[column.index - width]?.expression ?? column);
}
