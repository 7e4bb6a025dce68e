/**
 * USING and NATURAL: columns of both sides that are equal and stand together as one. `*` gives them first; by its bare
 * name the SELECT list and GROUP BY find a column of USING. Both sides' own columns stay there under their tables' names.
 */
import { nameHint } from '../../errors/closest-name.ts';
import type { SourceSpan } from '../../errors/sql-error.ts';
import type { Identifier, JoinTable } from '../parse/ast.ts';
import { call } from './build-call.ts';
import type { ColumnExpression, Expression } from './expression.ts';
import { refuse } from './refuse.ts';
import { columnOf, project, type Relation } from './relation.ts';
import { Scope, type ScopeColumn } from './scope.ts';

/** A column that both sides have. */
export interface SharedColumn {
  readonly name: string;
  readonly left: number;
  /** Behind the left side's columns. */
  readonly right: number;
  readonly span: SourceSpan;
}

/** None for a join by ON. @throws SqlError SQL_UNKNOWN_COLUMN for a column of USING that a side lacks. */
export function sharedColumns(node: JoinTable, left: Scope, right: Scope): readonly SharedColumn[] {
  const width = left.columns.length;
  const shared = (name: string, span: SourceSpan): SharedColumn | undefined => {
    const places = [placeOf(left, name), placeOf(right, name)];
    const [own, other] = places;
    return own === undefined || other === undefined ? undefined : { name, left: own, right: width + other, span };
  };
  if (node.natural) {
    const names = new Set(left.star.flatMap((index) => left.columns[index]?.name ?? []));
    return [...names].flatMap((name) => shared(name, node.span) ?? []);
  }
  if (node.condition?.kind !== 'using') return [];
  const names = new Map(node.condition.columns.map((column) => [column.name, column]));
  return Array.from(names.values(), (column) => shared(column.name, column.span) ?? refuseMissing(column, left, right));
}

/** A column that stands for both sides of an earlier join before all others, then the first. */
function placeOf({ columns, star }: Scope, name: string): number | undefined {
  const merged = columns.findLastIndex((column) => column.name === name && column.merged !== undefined);
  return merged === -1 ? star.find((index) => columns[index]?.name === name) : merged;
}

function refuseMissing(column: Identifier, left: Scope, right: Scope): never {
  const side = placeOf(left, column.name) === undefined ? left : right;
  const which = side === left ? 'left' : 'right';
  const names = side.columns.map(({ name }) => name);
  const reason = `the ${which} side of the join has no column ${column.name}`;
  return refuse('SQL_UNKNOWN_COLUMN', column.span, reason, nameHint(column.name, names));
}

export function equalOnBothSides({ left, right, span }: SharedColumn, { columns }: Scope): Expression {
  return call('EQUALS', [columnAt(columns, left, span), columnAt(columns, right, span)], span);
}

function columnAt(columns: readonly ScopeColumn[], index: number, span: SourceSpan): ColumnExpression {
  const column = columns[index];
  if (column === undefined) throw new RangeError(`no column ${index} among ${columns.length}`);
  return { kind: 'column', index, name: column.name, type: column.type, span };
}

/** The joined rows, and behind their columns those that stand for two: the left one's value, or else the right one's. */
export function withMergedColumns(node: JoinTable, joined: Relation, shared: readonly SharedColumn[]): Relation {
  if (shared.length === 0) return joined;
  const { scope } = joined;
  const own = joined.node.schema.map((_, index) => columnOf(joined.node, index, node.span));
  const values = shared.map(({ left, right, span }) =>
    call('COALESCE', [columnAt(scope.columns, left, span), columnAt(scope.columns, right, span)], span),
  );
  const names = [...scope.columns.map((column) => column.name), ...shared.map((column) => column.name)];
  const merged = values.map(
    ({ type }, index): ScopeColumn => ({
      qualifier: undefined,
      name: shared[index]?.name ?? '',
      type,
      merged: node.natural ? 'natural' : 'using',
    }),
  );
  const width = scope.columns.length;
  const taken = new Set(shared.flatMap(({ left, right }) => [left, right]));
  const star = [...merged.map((_, index) => width + index), ...scope.star.filter((index) => !taken.has(index))];
  const plan = project(joined.node, [...own, ...values], names, node.span);
  return { node: plan, scope: new Scope([...scope.columns, ...merged], star) };
}
