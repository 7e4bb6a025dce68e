/** One member of FROM: a named table, a subquery, a table function, UNNEST or a window, with what may follow it. */
import type { ExpressionNode, TableAlias, TableReference } from './ast.ts';
import type { Cursor } from './cursor.ts';
import { parseCall } from './parse-call.ts';
import { parseExpressionAt } from './parse-expression.ts';
import { parseHints } from './parse-hint.ts';
import { parseJoins } from './parse-join.ts';
import { parseMatchRecognize } from './parse-match-recognize.ts';
import { isName, parseIdentifier, parseOptionalNameList, parseQualifiedName } from './parse-name.ts';
import { atParenthesizedQuery, parseQuery } from './parse-query.ts';
import { asWindowTable } from './window-table.ts';

/** A table with its MATCH_RECOGNIZE clause, if one follows. */
export function parseTable(cursor: Cursor): TableReference {
  return cursor.nested(() => {
    let table = parsePlainTable(cursor);
    while (cursor.at('MATCH_RECOGNIZE')) table = parseMatchRecognize(cursor, table);
    return table;
  });
}

function parsePlainTable(cursor: Cursor): TableReference {
  const token = cursor.peek();
  if (token.match === '(') return parseParenthesizedTable(cursor);
  if (token.match === 'LATERAL') return parseLateral(cursor);
  if (token.match === 'TABLE') return parseFunctionTable(cursor, { lateral: false });
  if (token.match === 'UNNEST') return parseUnnest(cursor);
  if (token.match === 'VALUES') {
    throw cursor.error('VALUES needs parentheses in FROM', { hint: 'write FROM (VALUES (…), (…)) AS t (a, b)' });
  }
  return parseNamedTable(cursor);
}

/** `(SELECT …)` is a table of its own; `(a JOIN b ON …)` only groups. */
function parseParenthesizedTable(cursor: Cursor): TableReference {
  if (atParenthesizedQuery(cursor)) return parseSubquery(cursor, false);
  return cursor.parenthesized(() => parseJoins(cursor));
}

function parseSubquery(cursor: Cursor, lateral: boolean): TableReference {
  const start = cursor.peek();
  const query = cursor.parenthesized(() => parseQuery(cursor));
  const alias = parseTableAlias(cursor);
  return { kind: 'subquery-table', query, lateral, alias, span: cursor.spanFrom(start) };
}

function parseLateral(cursor: Cursor): TableReference {
  cursor.expect('LATERAL');
  if (cursor.at('TABLE')) return parseFunctionTable(cursor, { lateral: true });
  if (cursor.at('UNNEST')) return parseUnnest(cursor);
  if (cursor.at('(')) return parseSubquery(cursor, true);
  throw cursor.unexpected('TABLE(…) or a query in parentheses after LATERAL');
}

/** `TABLE(f(…))`. */
function parseFunctionTable(cursor: Cursor, { lateral }: { readonly lateral: boolean }): TableReference {
  const start = cursor.expect('TABLE');
  if (!cursor.at('(')) {
    throw cursor.error(`expected (, found ${cursor.found()}`, {
      hint: 'after FROM, write the name of a table without TABLE',
    });
  }
  const call = cursor.parenthesized(() => parseCall(cursor, parseQualifiedName(cursor, 'a table function').parts));
  const alias = parseTableAlias(cursor);
  return asWindowTable({ kind: 'function-table', call, lateral, alias, span: cursor.spanFrom(start) });
}

/** UNNEST sees the tables before it, with or without LATERAL. */
function parseUnnest(cursor: Cursor): TableReference {
  const start = cursor.expect('UNNEST');
  const expression: ExpressionNode = cursor.parenthesized(() => parseExpressionAt(cursor));
  const withOrdinality = cursor.accept('WITH', 'ORDINALITY');
  const alias = parseTableAlias(cursor);
  return { kind: 'unnest', expression, withOrdinality, alias, span: cursor.spanFrom(start) };
}

/** `t`, `t FOR SYSTEM_TIME AS OF …`, or a function called without TABLE(). */
function parseNamedTable(cursor: Cursor): TableReference {
  const start = cursor.peek();
  const name = parseQualifiedName(cursor, 'a table');
  if (cursor.at('(')) {
    const call = parseCall(cursor, name.parts);
    const alias = parseTableAlias(cursor);
    return asWindowTable({ kind: 'function-table', call, lateral: false, alias, span: cursor.spanFrom(start) });
  }
  const hints = parseHints(cursor);
  const systemTimeAsOf = parseSystemTime(cursor);
  const alias = parseTableAlias(cursor);
  return { kind: 'table', name, hints, systemTimeAsOf, alias, span: cursor.spanFrom(start) };
}

function parseSystemTime(cursor: Cursor): ExpressionNode | undefined {
  if (!cursor.accept('FOR')) return undefined;
  cursor.expect('SYSTEM_TIME', 'AS', 'OF');
  return parseExpressionAt(cursor);
}

/** `AS t`, `t`, `t (a, b)`. */
export function parseTableAlias(cursor: Cursor): TableAlias | undefined {
  const start = cursor.peek();
  if (!cursor.accept('AS') && !isName(cursor.peek())) return undefined;
  const name = parseIdentifier(cursor, 'a table alias');
  const columns = parseOptionalNameList(cursor);
  return { kind: 'table-alias', name, columns, span: cursor.spanFrom(start) };
}
