/** A logical plan with the names under which its columns can be reached. */
import type { SourceSpan } from '../../errors/sql-error.ts';
import type { Schema } from '../../row/data-type.ts';
import type { TableAlias } from '../parse/ast.ts';
import type { Catalog } from './catalog.ts';
import type { ColumnExpression, Expression } from './expression.ts';
import type { LogicalFilter, LogicalNode, LogicalProject } from './logical-plan.ts';
import { refuse } from './refuse.ts';
import { Scope } from './scope.ts';

/** `scope.columns` are `node.schema`, column by column. */
export interface Relation {
  readonly node: LogicalNode;
  readonly scope: Scope;
}

/** What a query sees around it. */
export interface QueryContext {
  readonly catalog: Catalog;
  /** Common tables of the queries around, by name. */
  readonly commonTables: ReadonlyMap<string, LogicalNode>;
  /** Whether the query is that of a CREATE VIEW. */
  readonly inView?: boolean;
  /** The columns of the query around a subquery. */
  readonly outer?: Scope;
}

/** The plan under an alias, whose column list renames. Without an alias the columns go by `fallback`. */
export function named(node: LogicalNode, alias: TableAlias | undefined, fallback: string | undefined): Relation {
  const columns = alias?.columns ?? [];
  if (columns.length > 0 && columns.length !== node.schema.length) {
    const reason = `${alias?.name.name} names ${columns.length} columns, but there are ${node.schema.length}`;
    refuse(
      'SQL_INVALID_QUERY',
      alias?.span ?? node.span,
      reason,
      `the columns are ${node.schema.map((field) => field.name).join(', ')}`,
    );
  }
  const schema = node.schema.map((field, index) => ({ ...field, name: columns[index]?.name ?? field.name }));
  return { node, scope: Scope.of(alias?.name.name ?? fallback, schema) };
}

/** One row without columns: what a query without FROM reads. */
export function oneRow(span: SourceSpan): LogicalNode {
  return { kind: 'values', rows: [[]], schema: [], span };
}

/** A projection under new names; `names` runs beside `projections`, and what it lacks is named as Calcite does. */
export function project(
  input: LogicalNode,
  projections: readonly Expression[],
  names: readonly string[],
  span: SourceSpan,
): LogicalProject {
  const schema: Schema = projections.map((each, index) => ({ name: names[index] ?? `EXPR$${index}`, type: each.type }));
  return { kind: 'project', input, projections, schema, span };
}

/** Keeps rows for which the condition is TRUE; FALSE and NULL both drop a row. */
export function filter(input: LogicalNode, condition: Expression): LogicalFilter {
  return { kind: 'filter', input, condition, schema: input.schema, span: condition.span };
}

/** Column `index` of the plan's output. */
export function columnOf(node: LogicalNode, index: number, span: SourceSpan): ColumnExpression {
  const field = node.schema[index];
  if (field === undefined) throw new RangeError(`no column ${index} among ${node.schema.length}`);
  return { kind: 'column', index, name: field.name, type: field.type, span };
}

/** The plan with `expressions` as further columns, and where each of them lies; plain columns stay where they are. */
export function withColumns(
  input: LogicalNode,
  expressions: readonly Expression[],
): { readonly node: LogicalNode; readonly indices: readonly number[] } {
  const added = expressions.filter((expression) => expression.kind !== 'column');
  const width = input.schema.length;
  let next = width;
  const indices = expressions.map((expression) => (expression.kind === 'column' ? expression.index : next++));
  if (added.length === 0) return { node: input, indices };
  const columns = input.schema.map((_, index) => columnOf(input, index, input.span));
  const names = [...input.schema.map((field) => field.name), ...added.map((_, index) => `$key${index}`)];
  return { node: project(input, [...columns, ...added], names, input.span), indices };
}
