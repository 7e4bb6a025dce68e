/** A lookup join: each left row with the rows that a keyed table holds at this moment. */
import type { SourceSpan } from '../../errors/sql-error.ts';
import { withNullable } from '../functions/type-build.ts';
import { bindCondition } from './bind-expression.ts';
import type { TemporalParts } from './bind-version-join.ts';
import { call } from './build-call.ts';
import { nullLiteral } from './build-literal.ts';
import { caseBranch } from './case-branch.ts';
import type { CatalogTable } from './catalog.ts';
import type { Expression } from './expression.ts';
import { columnsOf, conjunction, conjuncts, mapColumns } from './expression-tree.ts';
import type { LogicalLookupJoin } from './logical-plan.ts';
import type { LookupSide } from './lookup-side.ts';
import { refuse } from './refuse.ts';
import { columnOf, project, type Relation } from './relation.ts';
import { Scope } from './scope.ts';

type LookupKey = LogicalLookupJoin['keys'][number];

/** @throws SqlError SQL_INVALID_QUERY when no column of the table is compared with a value of the left row. */
export function bindLookup({ node, on, left, right, isLeft }: TemporalParts, side: LookupSide): Relation {
  const width = left.node.schema.length;
  const bound = bindCondition(on, { scope: left.scope.concat(right.scope), clause: 'ON' });
  const parts = conjuncts(overTable(bound, width, side));
  const candidates = parts.map((part) => lookupKey(part, width));
  const isKey = keyChoice(side.table, candidates);
  const keys = candidates.filter((key, index) => key !== undefined && isKey(index)).flatMap((key) => key ?? []);
  if (keys.length === 0) return refuseKeyless(side.table, node.condition?.span ?? node.span);
  const rest = conjunction(parts.filter((_, index) => candidates[index] === undefined || !isKey(index)));
  const { schema } = side.table.definition;
  const stored = schema.map(({ name, type }) => ({ name, type: isLeft ? withNullable(type, true) : type }));
  const join: LogicalLookupJoin = {
    kind: 'lookup-join',
    input: left.node,
    table: side.table,
    columns: schema.map((_, index) => index),
    keys,
    join: isLeft ? 'left' : 'inner',
    ...(rest === undefined ? {} : { condition: rest }),
    schema: [...left.node.schema, ...stored],
    span: node.span,
  };
  return projected(join, { left, right, side, isLeft });
}

/** A condition over left and right columns, said over the left columns and the table’s stored ones. */
function overTable(condition: Expression, width: number, { columns }: LookupSide): Expression {
  return mapColumns(condition, (column) => {
    const source = columns[column.index - width];
    return column.index < width || source === undefined ? column : shifted(source, width);
  });
}

function shifted(expression: Expression, by: number): Expression {
  return mapColumns(expression, (column) => ({ ...column, index: column.index + by }));
}

/** `table.column = value` with a value that reads the left row only. */
function lookupKey(part: Expression, width: number): LookupKey | undefined {
  if (part.kind !== 'call' || part.function !== 'EQUALS') return undefined;
  const [a, b] = part.args;
  if (a === undefined || b === undefined) return undefined;
  return keyOf(a, b, width) ?? keyOf(b, a, width);
}

function keyOf(column: Expression, value: Expression, width: number): LookupKey | undefined {
  if (column.kind !== 'column' || column.index < width) return undefined;
  const readsLeftOnly = [...columnsOf(value)].every((index) => index < width);
  return readsLeftOnly ? { column: column.index - width, value } : undefined;
}

/** A view is asked by its primary key alone: every other equality is asked of the row that it gives. */
function keyChoice(table: CatalogTable, candidates: readonly (LookupKey | undefined)[]): (index: number) => boolean {
  const { schema, primaryKey, options } = table.definition;
  if (options.connector !== 'view') return () => true;
  const chosen = primaryKey.map((name) => candidates.findIndex((key) => key && schema[key.column]?.name === name));
  return (index) => chosen.includes(index);
}

interface Projection {
  readonly left: Relation;
  readonly right: Relation;
  readonly side: LookupSide;
  readonly isLeft: boolean;
}

/** The left columns and those of the side. What a view computes of a row is NULL where no row was found. */
function projected(join: LogicalLookupJoin, { left, right, side, isLeft }: Projection): Relation {
  const width = left.node.schema.length;
  const found = join.keys.map(({ column }) => columnOf(join, width + column, join.span))[0];
  const columns = side.columns.map((column): Expression => {
    const value = shifted(column, width);
    if (value.kind === 'column') return columnOf(join, value.index, join.span);
    return isLeft && found !== undefined ? whereFound(found, value) : value;
  });
  const rightColumns = right.scope.columns.map((column, index) => ({
    ...column,
    type: columns[index]?.type ?? column.type,
  }));
  const scope = new Scope([...left.scope.columns, ...rightColumns], left.scope.concat(right.scope).star);
  const all = [...left.node.schema.map((_, index) => columnOf(join, index, join.span)), ...columns];
  const asIs = all.length === join.schema.length && all.every((each, index) => isColumn(each, index));
  const names = scope.columns.map((column) => column.name);
  return { node: asIs ? join : project(join, all, names, join.span), scope };
}

function isColumn(expression: Expression, index: number): boolean {
  return expression.kind === 'column' && expression.index === index;
}

/** CASE WHEN the key was found THEN the value END: a key that was found is not NULL. */
function whereFound(key: Expression, value: Expression): Expression {
  const { span } = value;
  const branches = [caseBranch(call('IS_NOT_NULL', [key], span), value)];
  const type = withNullable(value.type, true);
  return { kind: 'case', branches, otherwise: nullLiteral(type, span), type, span };
}

function refuseKeyless(table: CatalogTable, span: SourceSpan): never {
  const example = table.definition.primaryKey[0] ?? table.definition.schema[0]?.name;
  const hint = `such as ON s.key = ${table.name}.${example}`;
  return refuse('SQL_INVALID_QUERY', span, `a lookup of ${table.name} needs an equality on one of its columns`, hint);
}
