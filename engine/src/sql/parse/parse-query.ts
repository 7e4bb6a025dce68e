/** Queries: WITH, set operations, VALUES, and the clauses that follow a whole query (ORDER BY, LIMIT, OFFSET, FETCH). */
import type { CommonTable, ExpressionNode, OrderItem, Query, QueryBody, SetOperation, Values } from './ast.ts';
import type { Cursor } from './cursor.ts';
import { parseExpressionAt } from './parse-expression.ts';
import { parseIdentifier, parseOptionalNameList, parseQualifiedName } from './parse-name.ts';
import { parseSelect } from './parse-select.ts';

const QUERY_WORDS: ReadonlySet<string> = new Set(['SELECT', 'WITH', 'VALUES']);
/** After a query in parentheses, these continue it: what stands in the outer parentheses is then a query, too. */
const QUERY_CONTINUES: ReadonlySet<string> = new Set([
  ')',
  'UNION',
  'INTERSECT',
  'EXCEPT',
  'ORDER',
  'LIMIT',
  'OFFSET',
  'FETCH',
]);

export function atQuery(cursor: Cursor): boolean {
  return cursor.atAny(QUERY_WORDS) || isExplicitTable(cursor, 0) || atParenthesizedQuery(cursor);
}

/** `TABLE t`, but not `TABLE(f(…))`, which stands in FROM. */
function isExplicitTable(cursor: Cursor, ahead: number): boolean {
  return cursor.peek(ahead).match === 'TABLE' && cursor.peek(ahead + 1).match !== '(';
}

/** Whether the parenthesis at the cursor holds a query, not an expression or a join that merely begins with one. */
export function atParenthesizedQuery(cursor: Cursor): boolean {
  let ahead = 0;
  while (cursor.peek(ahead).match === '(') ahead++;
  if (ahead === 0) return false;
  if (!QUERY_WORDS.has(cursor.peek(ahead).match) && !isExplicitTable(cursor, ahead)) return false;
  return ahead === 1 || QUERY_CONTINUES.has(cursor.peek(afterClose(cursor, ahead)).match);
}

/** How far ahead the token is that follows the parenthesis closing the one before `ahead`. */
function afterClose(cursor: Cursor, ahead: number): number {
  let open = 1;
  let at = ahead;
  for (; open > 0 && cursor.peek(at).kind !== 'end-of-text'; at++) {
    if (cursor.peek(at).match === '(') open++;
    else if (cursor.peek(at).match === ')') open--;
  }
  return at;
}

/** A query, up to but without the parenthesis or semicolon that ends it. */
export function parseQuery(cursor: Cursor): Query {
  return cursor.nested(() => {
    const start = cursor.peek();
    const commonTables = cursor.accept('WITH') ? parseCommonTables(cursor) : [];
    const body = parseBody(cursor, parseIntersections(cursor));
    const orderBy = cursor.at('ORDER') ? parseOrderBy(cursor) : [];
    const { limit, offset } = parseLimits(cursor);
    return { kind: 'query', with: commonTables, body, orderBy, offset, limit, span: cursor.spanFrom(start) };
  });
}

function parseCommonTables(cursor: Cursor): CommonTable[] {
  if (cursor.at('RECURSIVE')) throw cursor.error('WITH RECURSIVE is not supported', { code: 'SQL_UNSUPPORTED' });
  return cursor.list(() => {
    const start = cursor.peek();
    const name = parseIdentifier(cursor, 'the name of a common table');
    const columns = parseOptionalNameList(cursor);
    cursor.expect('AS');
    const query = cursor.parenthesized(() => parseQuery(cursor));
    return { kind: 'common-table', name, columns, query, span: cursor.spanFrom(start) };
  });
}

/** UNION and EXCEPT, from left to right; INTERSECT binds more strongly. */
function parseBody(cursor: Cursor, first: QueryBody): QueryBody {
  let left = first;
  for (;;) {
    const operator = cursor.acceptAny('UNION', 'EXCEPT');
    if (operator === undefined) return left;
    const all = parseSetQuantifier(cursor);
    left = setOperation(cursor, { operator, all, left, right: parseIntersections(cursor) });
  }
}

function parseIntersections(cursor: Cursor): QueryBody {
  let left = parseQueryTerm(cursor);
  while (cursor.accept('INTERSECT')) {
    const all = parseSetQuantifier(cursor);
    left = setOperation(cursor, { operator: 'INTERSECT', all, left, right: parseQueryTerm(cursor) });
  }
  return left;
}

function setOperation(cursor: Cursor, parts: Pick<SetOperation, 'operator' | 'all' | 'left' | 'right'>): SetOperation {
  return { kind: 'set-operation', ...parts, span: cursor.spanFrom(parts.left.span) };
}

function parseSetQuantifier(cursor: Cursor): boolean {
  return cursor.acceptAny('ALL', 'DISTINCT') === 'ALL';
}

function parseQueryTerm(cursor: Cursor): QueryBody {
  if (cursor.at('SELECT')) return parseSelect(cursor);
  if (cursor.at('VALUES')) return parseValues(cursor);
  if (isExplicitTable(cursor, 0)) return parseExplicitTable(cursor);
  if (cursor.at('(')) return cursor.parenthesized(() => parseQuery(cursor));
  throw cursor.unexpected('SELECT, VALUES or a query in parentheses');
}

/** `TABLE t` is SELECT * FROM t. */
function parseExplicitTable(cursor: Cursor): QueryBody {
  const start = cursor.expect('TABLE');
  const name = parseQualifiedName(cursor, 'a table name');
  const span = cursor.spanFrom(start);
  return {
    kind: 'select',
    hints: [],
    distinct: false,
    items: [{ kind: 'select-star', qualifier: undefined, span }],
    from: { kind: 'table', name, hints: [], systemTimeAsOf: undefined, alias: undefined, span },
    where: undefined,
    groupBy: undefined,
    having: undefined,
    windows: [],
    qualify: undefined,
    span,
  };
}

function parseValues(cursor: Cursor): Values {
  const start = cursor.expect('VALUES');
  const rows = cursor.list(() => parseValuesRow(cursor));
  return { kind: 'values', rows, span: cursor.spanFrom(start) };
}

/** `(1, 'a')`, `ROW(1, 'a')` or, for one column, `1`. */
function parseValuesRow(cursor: Cursor): ExpressionNode[] {
  const row = parseExpressionAt(cursor);
  return row.kind === 'row' ? [...row.elements] : [row];
}

/** `ORDER BY a DESC NULLS LAST, …`. */
export function parseOrderBy(cursor: Cursor): OrderItem[] {
  cursor.expect('ORDER', 'BY');
  return cursor.list(() => {
    const start = cursor.peek();
    const expression = parseExpressionAt(cursor);
    const descending = cursor.acceptAny('ASC', 'DESC') === 'DESC';
    const nulls = cursor.accept('NULLS') ? cursor.expectAny('FIRST', 'LAST') : undefined;
    return { kind: 'order-item', expression, descending, nulls, span: cursor.spanFrom(start) };
  });
}

/** LIMIT before OFFSET, or OFFSET before FETCH. */
function parseLimits(cursor: Cursor) {
  let limit: ExpressionNode | undefined;
  let offset: ExpressionNode | undefined;
  for (;;) {
    if (offset !== undefined && cursor.at('LIMIT')) throw cursor.error('LIMIT comes before OFFSET');
    if (limit === undefined && cursor.at('LIMIT')) limit = parseLimit(cursor);
    else if (offset === undefined && cursor.accept('OFFSET')) {
      offset = parseExpressionAt(cursor);
      cursor.acceptAny('ROW', 'ROWS');
    } else if (limit === undefined && cursor.at('FETCH')) limit = parseFetch(cursor);
    else return { limit, offset };
  }
}

function parseLimit(cursor: Cursor): ExpressionNode | undefined {
  cursor.expect('LIMIT');
  if (cursor.accept('ALL')) return undefined;
  const start = cursor.peek();
  const limit = parseExpressionAt(cursor);
  if (!cursor.at(',')) return limit;
  const [first, second] = [cursor.found(start), cursor.found(cursor.peek(1))];
  throw cursor.error(`LIMIT ${first}, ${second} is no Flink SQL`, {
    token: start,
    hint: `write LIMIT ${second} OFFSET ${first}`,
  });
}

function parseFetch(cursor: Cursor): ExpressionNode {
  cursor.expect('FETCH');
  cursor.expectAny('FIRST', 'NEXT');
  const limit = parseExpressionAt(cursor);
  cursor.expectAny('ROW', 'ROWS');
  cursor.expect('ONLY');
  return limit;
}
