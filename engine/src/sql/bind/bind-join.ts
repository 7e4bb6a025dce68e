/** Joins: what stands on the right says whether it is looked up, or another stream. */
import type { SourceSpan } from '../../errors/sql-error.ts';
import { formatType } from '../../row/type-format.ts';
import { isTimestamp, withNullable } from '../functions/type-build.ts';
import type { ExpressionNode, JoinTable, NamedTable, TableReference } from '../parse/ast.ts';
import { bindCondition, bindExpression } from './bind-expression.ts';
import { bindStreamJoin } from './bind-stream-join.ts';
import type { CatalogTable } from './catalog.ts';
import type { Expression } from './expression.ts';
import { columnsOf, conjunction, conjuncts } from './expression-tree.ts';
import type { LogicalLookupJoin } from './logical-plan.ts';
import { refuse } from './refuse.ts';
import type { QueryContext, Relation } from './relation.ts';
import { Scope } from './scope.ts';

type LookupKey = LogicalLookupJoin['keys'][number];

/** @throws SqlError for what is wrong in the condition or behind FOR SYSTEM_TIME AS OF. */
export function bindJoin(
  node: JoinTable,
  context: QueryContext,
  bindSide: (side: TableReference) => Relation,
): Relation {
  const { right } = node;
  if (right.kind === 'table' && right.systemTimeAsOf !== undefined) {
    return bindTemporalJoin(node, { table: right, asOf: right.systemTimeAsOf }, context, bindSide(node.left));
  }
  return bindStreamJoin(node, bindSide(node.left), bindSide(right));
}

interface TemporalSide {
  readonly table: NamedTable;
  readonly asOf: ExpressionNode;
}

function bindTemporalJoin(
  node: JoinTable,
  { table, asOf }: TemporalSide,
  context: QueryContext,
  left: Relation,
): Relation {
  const time = bindExpression(asOf, { scope: left.scope, clause: 'FOR SYSTEM_TIME AS OF' });
  const attribute = isTimestamp(time.type) && time.kind === 'column' ? time.type.attribute : undefined;
  if (attribute === 'rowtime') {
    const hint = 'look up as of a PROCTIME() column of the left table';
    return refuse('SQL_UNSUPPORTED', asOf.span, 'an event-time temporal join is not supported', hint);
  }
  if (attribute !== 'proctime') {
    const reason = `FOR SYSTEM_TIME AS OF needs a time attribute of the left table, not ${formatType(time.type)}`;
    return refuse('SQL_TYPE_MISMATCH', asOf.span, reason, 'declare proctime AS PROCTIME() in the left table');
  }
  const entry = context.catalog.get(table.name);
  if (entry.kind === 'view') {
    return refuse('SQL_UNSUPPORTED', table.name.span, `${entry.name} is a view; a lookup join needs a table`);
  }
  return bindLookup(node, entry, table, left);
}

function bindLookup(node: JoinTable, table: CatalogTable, reference: NamedTable, left: Relation): Relation {
  if (node.natural || (node.type !== 'INNER' && node.type !== 'LEFT') || node.condition?.kind !== 'on') {
    return refuse('SQL_UNSUPPORTED', node.span, 'a lookup join is INNER or LEFT, with ON');
  }
  const nullable = node.type === 'LEFT';
  const { schema } = table.definition;
  const joined = schema.map(({ name, type }) => ({ name, type: nullable ? withNullable(type, true) : type }));
  const qualifier = reference.alias?.name.name ?? table.name;
  const scope = left.scope.concat(Scope.of(qualifier, joined));
  const width = left.node.schema.length;
  const condition = bindCondition(node.condition.expression, { scope, clause: 'ON' });
  const parts = conjuncts(condition).map((part) => ({ part, key: lookupKey(part, width) }));
  const keys = parts.flatMap(({ key }) => key ?? []);
  const rest = conjunction(parts.flatMap(({ part, key }) => (key === undefined ? [part] : [])));
  if (keys.length === 0) return refuseKeyless(table, node.condition.span);
  const join: LogicalLookupJoin = {
    kind: 'lookup-join',
    input: left.node,
    table,
    columns: schema.map((_, index) => index),
    keys,
    join: nullable ? 'left' : 'inner',
    ...(rest === undefined ? {} : { condition: rest }),
    schema: [...left.node.schema, ...joined],
    span: node.span,
  };
  return { node: join, scope };
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

function refuseKeyless(table: CatalogTable, span: SourceSpan): never {
  const example = table.definition.primaryKey[0] ?? table.definition.schema[0]?.name;
  const hint = `such as ON s.key = ${table.name}.${example}`;
  return refuse('SQL_INVALID_QUERY', span, `a lookup of ${table.name} needs an equality on one of its columns`, hint);
}
