/** Queries: common tables, SELECT, UNION ALL, VALUES. */

import { formatType } from '../../row/type-format.ts';
import { commonType } from '../functions/common-type.ts';
import type { CommonTable, Query, QueryBody, SetOperation, Values } from '../parse/ast.ts';
import { bindExpression } from './bind-expression.ts';
import { bindSelect } from './bind-select.ts';
import { coerce } from './coerce.ts';
import type { LogicalNode, LogicalValues } from './logical-plan.ts';
import { refuse } from './refuse.ts';
import type { QueryContext } from './relation.ts';
import { columnOf, project } from './relation.ts';
import { Scope } from './scope.ts';

/** @throws SqlError for whatever in the query cannot be bound, or is not supported. */
export function bindQuery(query: Query, context: QueryContext): LogicalNode {
  const [order] = query.orderBy;
  const inner = withCommonTables(query.with, context);
  const node = bindBody(query.body, inner);
  if (order !== undefined) {
    refuse(
      'SQL_UNSUPPORTED',
      order.span,
      'ORDER BY over a stream is not supported',
      'rank within a window by ROW_NUMBER()',
    );
  }
  const bound = query.limit ?? query.offset;
  if (bound !== undefined) {
    refuse(
      'SQL_UNSUPPORTED',
      bound.span,
      'LIMIT and OFFSET over a stream are not supported',
      'rank within a window by ROW_NUMBER()',
    );
  }
  return node;
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
      return bindSetOperation(body, context);
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

function bindSetOperation(body: SetOperation, context: QueryContext): LogicalNode {
  if (body.operator !== 'UNION' || !body.all) {
    const name = body.all ? `${body.operator} ALL` : body.operator;
    const hint = body.operator === 'UNION' ? 'write UNION ALL' : 'UNION ALL is';
    return refuse('SQL_UNSUPPORTED', body.span, `${name} is not supported`, hint);
  }
  const [left, right] = [bindBody(body.left, context), bindBody(body.right, context)];
  if (left.schema.length !== right.schema.length) {
    const reason = `UNION ALL of ${left.schema.length} and ${right.schema.length} columns`;
    return refuse('SQL_INVALID_QUERY', body.right.span, reason, 'both sides need the same number of columns');
  }
  const schema = left.schema.map((field, index) => {
    const other = right.schema[index]?.type ?? field.type;
    const type = commonType([field.type, other]);
    if (type !== undefined) return { name: field.name, type };
    const reason = `column ${index + 1} of UNION ALL is ${formatType(field.type)} on one side and ${formatType(other)} on the other`;
    return refuse('SQL_TYPE_MISMATCH', body.right.span, reason, 'CAST one of them');
  });
  const inputs = [left, right].flatMap((side) => alignedInputs(side, schema));
  return { kind: 'union', inputs, schema, span: body.span };
}

/** The inputs of a union within a union, each brought to the schema. */
function alignedInputs(side: LogicalNode, schema: LogicalNode['schema']): readonly LogicalNode[] {
  const inputs = side.kind === 'union' ? side.inputs : [side];
  return inputs.map((input) => {
    const columns = input.schema.map((_, index) => columnOf(input, index, input.span));
    const cast = columns.map((column, index) => coerce(column, schema[index]?.type ?? column.type));
    const asIs = cast.every((expression) => expression.kind === 'column');
    return asIs
      ? input
      : project(
          input,
          cast,
          schema.map((field) => field.name),
          input.span,
        );
  });
}
