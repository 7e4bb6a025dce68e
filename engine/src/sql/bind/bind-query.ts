/** Queries: common tables, SELECT, set operations, VALUES. */

import { formatType } from '../../row/type-format.ts';
import { commonType } from '../functions/common-type.ts';
import type { CommonTable, Query, QueryBody, Values } from '../parse/ast.ts';
import { bindExpression } from './bind-expression.ts';
import { bindLimit, orderedBy } from './bind-order.ts';
import { bindOrderedSelect, bindSelect } from './bind-select.ts';
import { bindSetOperation } from './bind-set-operation.ts';
import { coerce } from './coerce.ts';
import type { LogicalNode, LogicalValues } from './logical-plan.ts';
import { refuse } from './refuse.ts';
import type { QueryContext } from './relation.ts';
import { columnOf, project } from './relation.ts';
import { Scope } from './scope.ts';

/**
 * `place`: the order of rows of an inner query without a LIMIT means nothing, as in Flink.
 * @throws SqlError for whatever in the query cannot be bound, or is not supported.
 */
export function bindQuery(query: Query, context: QueryContext, place: 'outermost' | 'inner' = 'inner'): LogicalNode {
  const inner = withCommonTables(query.with, context);
  const { body } = query;
  if (body.kind === 'query' && query.orderBy.length === 0 && query.limit === undefined && query.offset === undefined) {
    return bindQuery(body, inner, place);
  }
  const ordered =
    body.kind === 'select'
      ? bindOrderedSelect(body, inner, query.orderBy)
      : orderedBy(bindBody(body, inner), query.orderBy);
  return bindLimit(ordered, query, place);
}

function withCommonTables(tables: readonly CommonTable[], context: QueryContext): QueryContext {
  if (tables.length === 0) return context;
  const commonTables = new Map(context.commonTables);
  for (const table of tables) {
    const node = bindQuery(table.query, { ...context, commonTables });
    commonTables.set(table.name.name, renamed(node, table));
  }
  return { ...context, commonTables };
}

/** The plan under the column names of a WITH item or a view. */
export function renamed(node: LogicalNode, names: Pick<CommonTable, 'name' | 'columns' | 'span'>): LogicalNode {
  if (names.columns.length === 0) return node;
  if (names.columns.length !== node.schema.length) {
    const reason = `${names.name.name} names ${names.columns.length} columns, but its query has ${node.schema.length}`;
    return refuse('SQL_INVALID_QUERY', names.span, reason);
  }
  const columns = node.schema.map((_, index) => columnOf(node, index, node.span));
  return project(
    node,
    columns,
    names.columns.map((column) => column.name),
    node.span,
  );
}

function bindBody(body: QueryBody, context: QueryContext): LogicalNode {
  switch (body.kind) {
    case 'query':
      return bindQuery(body, context);
    case 'select':
      return bindSelect(body, context);
    case 'values':
      return bindValues(body);
    case 'set-operation':
      return bindSetOperation(body, bindBody(body.left, context), bindBody(body.right, context));
  }
}

function bindValues(body: Values): LogicalValues {
  const context = { scope: new Scope([]), clause: 'VALUES' };
  const rows = body.rows.map((row) => row.map((cell) => bindExpression(cell, context)));
  const width = rows[0]?.length ?? 0;
  const ragged = rows.findIndex((row) => row.length !== width);
  if (ragged !== -1) {
    refuse(
      'SQL_INVALID_QUERY',
      body.span,
      `row ${ragged + 1} of VALUES has ${rows[ragged]?.length} values, the first ${width}`,
    );
  }
  const schema = Array.from({ length: width }, (_, column) => {
    const types = rows.flatMap((row) => row[column]?.type ?? []);
    const type = commonType(types);
    if (type !== undefined) return { name: `EXPR$${column}`, type };
    return refuse(
      'SQL_TYPE_MISMATCH',
      body.span,
      `column ${column + 1} of VALUES has no common type: ${types.map(formatType).join(', ')}`,
    );
  });
  const coerced = rows.map((row) => row.map((cell, column) => coerce(cell, schema[column]?.type ?? cell.type)));
  return { kind: 'values', rows: coerced, schema, span: body.span };
}
