/** Calls of functions and aggregates, with DISTINCT, WITHIN GROUP, FILTER, null treatment and OVER. */
import type { CallNode, ExpressionNode, Identifier, TableReference } from './ast.ts';
import type { Cursor } from './cursor.ts';
import { parseExpressionAt } from './parse-expression.ts';
import { parseIdentifier, parseNameList, parseQualifiedName } from './parse-name.ts';
import { atParenthesizedQuery, parseOrderBy, parseQuery } from './parse-query.ts';
import { parseWindowSpecification } from './parse-window-specification.ts';

/** A call whose name has been read; the cursor is at its parenthesis. */
export function parseCall(cursor: Cursor, nameParts: readonly Identifier[]): CallNode {
  const open = cursor.expect('(');
  const star = cursor.accept('*');
  const distinct = !star && cursor.acceptAny('DISTINCT', 'ALL') === 'DISTINCT';
  const args = star || cursor.at(')') ? [] : cursor.list(() => parseArgument(cursor));
  if (cursor.at('ORDER')) {
    const hint = 'leave it out: values come in arrival order, and Flink 2.2 does not order them either';
    throw cursor.error('a call takes no ORDER BY', { hint });
  }
  cursor.expectClose(open);
  return { ...plainCall(cursor, nameParts, args), star, distinct, ...parseCallClauses(cursor, nameParts) };
}

/** A call with arguments and nothing else, from its name to the token just read. */
export function plainCall(
  cursor: Cursor,
  name: Identifier | readonly Identifier[],
  args: readonly ExpressionNode[],
): CallNode {
  const parts = 'kind' in name ? [name] : name;
  const [first] = parts;
  const last = parts[parts.length - 1];
  const span = first === undefined ? cursor.spanOf(cursor.peek()) : cursor.spanFrom(first.span);
  const nameSpan = { ...span, end: last?.span.end ?? span.end };
  return {
    kind: 'call',
    name: { kind: 'qualified-name', parts, span: nameSpan },
    args,
    star: false,
    distinct: false,
    nullTreatment: undefined,
    withinGroup: [],
    filter: undefined,
    over: undefined,
    span,
  };
}

function parseCallClauses(cursor: Cursor, nameParts: readonly Identifier[]) {
  const nullTreatment = parseNullTreatment(cursor);
  const withinGroup = cursor.accept('WITHIN', 'GROUP') ? cursor.parenthesized(() => parseOrderBy(cursor)) : [];
  const filter = parseFilter(cursor);
  const over = cursor.accept('OVER') ? parseOver(cursor) : undefined;
  const [first] = nameParts;
  const span = first === undefined ? cursor.spanOf(cursor.peek()) : cursor.spanFrom(first.span);
  return { nullTreatment, withinGroup, filter, over, span };
}

function parseNullTreatment(cursor: Cursor): CallNode['nullTreatment'] {
  if (cursor.accept('RESPECT', 'NULLS')) return 'RESPECT NULLS';
  return cursor.accept('IGNORE', 'NULLS') ? 'IGNORE NULLS' : undefined;
}

/** `FILTER (WHERE …)` if it is there. */
function parseFilter(cursor: Cursor): ExpressionNode | undefined {
  if (!cursor.accept('FILTER')) return undefined;
  return cursor.parenthesized(() => {
    cursor.expect('WHERE');
    return parseExpressionAt(cursor);
  });
}

function parseOver(cursor: Cursor): CallNode['over'] {
  return cursor.at('(')
    ? parseWindowSpecification(cursor)
    : parseIdentifier(cursor, 'a window in parentheses or its name');
}

/** An expression, `name => value`, `TABLE t …` or `DESCRIPTOR(ts)`. */
function parseArgument(cursor: Cursor): ExpressionNode {
  const start = cursor.peek();
  if (cursor.peek(1).match !== '=>') return parseArgumentValue(cursor);
  const name = parseIdentifier(cursor, 'the name of a parameter');
  cursor.expect('=>');
  const value = parseArgumentValue(cursor);
  return { kind: 'named-argument', name, value, span: cursor.spanFrom(start) };
}

function parseArgumentValue(cursor: Cursor): ExpressionNode {
  const start = cursor.peek();
  if (cursor.at('TABLE')) return parseTableArgument(cursor);
  if (cursor.at('DESCRIPTOR', '(')) {
    cursor.next();
    const columns = parseNameList(cursor, 'a column name');
    return { kind: 'descriptor', columns, span: cursor.spanFrom(start) };
  }
  return parseExpressionAt(cursor);
}

/** `TABLE t [PARTITION BY …] [ORDER BY …]`, or `TABLE (SELECT …)` with the same. */
function parseTableArgument(cursor: Cursor): ExpressionNode {
  const start = cursor.expect('TABLE');
  const table = parseArgumentTable(cursor);
  const partitionBy = cursor.accept('PARTITION', 'BY') ? parsePartitionKeys(cursor) : [];
  const orderBy = cursor.at('ORDER') ? parseOrderBy(cursor) : [];
  return { kind: 'table-argument', table, partitionBy, orderBy, span: cursor.spanFrom(start) };
}

function parseArgumentTable(cursor: Cursor): TableReference {
  const start = cursor.peek();
  if (cursor.at('(') && !atParenthesizedQuery(cursor))
    return cursor.nested(() => cursor.parenthesized(() => parseArgumentTable(cursor)));
  if (cursor.at('(')) {
    const query = cursor.parenthesized(() => parseQuery(cursor));
    return { kind: 'subquery-table', query, lateral: false, alias: undefined, span: cursor.spanFrom(start) };
  }
  const name = parseQualifiedName(cursor, 'a table name');
  return { kind: 'table', name, hints: [], systemTimeAsOf: undefined, alias: undefined, span: cursor.spanFrom(start) };
}

/** One key, or several in parentheses: outside of them a comma begins the next argument. */
function parsePartitionKeys(cursor: Cursor): ExpressionNode[] {
  return cursor.at('(') ? cursor.parenthesizedList(() => parseExpressionAt(cursor)) : [parseExpressionAt(cursor)];
}
