/** The SQL/JSON functions with their clauses. */
import type { ExpressionNode, JsonOnNull, JsonQueryBehavior, JsonQueryNode, JsonValueBehavior } from './ast.ts';
import type { Cursor } from './cursor.ts';
import { parseExpressionAt } from './parse-expression.ts';
import { parseTypeWithoutNullability } from './parse-type.ts';

const ARRIVAL = 'leave it out: values come in arrival order';

/** The function at the cursor if it is one of these, else undefined and nothing is read. */
export function parseJsonFunction(cursor: Cursor): ExpressionNode | undefined {
  if (cursor.peek(1).match !== '(') return undefined;
  switch (cursor.peek().match) {
    case 'JSON_VALUE':
      return parseJsonValue(cursor);
    case 'JSON_QUERY':
      return parseJsonQuery(cursor);
    case 'JSON_EXISTS':
      return parseJsonExists(cursor);
    case 'JSON_OBJECT':
      return parseJsonObject(cursor);
    case 'JSON_ARRAY':
      return parseJsonArray(cursor);
    case 'JSON_OBJECTAGG':
      return parseJsonObjectAggregate(cursor);
    case 'JSON_ARRAYAGG':
      return parseJsonArrayAggregate(cursor);
    default:
      return undefined;
  }
}

function parseJsonValue(cursor: Cursor): ExpressionNode {
  const start = cursor.next();
  const open = cursor.expect('(');
  const { input, path } = parseInputAndPath(cursor);
  const returning = cursor.accept('RETURNING') ? parseTypeWithoutNullability(cursor) : undefined;
  const behaviors = parseBehaviors(cursor, () => parseValueBehavior(cursor));
  cursor.expectClose(open);
  return { kind: 'json-value', input, path, returning, ...behaviors, span: cursor.spanFrom(start) };
}

function parseJsonQuery(cursor: Cursor): ExpressionNode {
  const start = cursor.next();
  const open = cursor.expect('(');
  const { input, path } = parseInputAndPath(cursor);
  const returning = cursor.accept('RETURNING') ? parseTypeWithoutNullability(cursor) : undefined;
  const wrapper = parseWrapper(cursor);
  const behaviors = parseBehaviors(cursor, () => parseQueryBehavior(cursor));
  cursor.expectClose(open);
  return { kind: 'json-query', input, path, returning, wrapper, ...behaviors, span: cursor.spanFrom(start) };
}

function parseJsonExists(cursor: Cursor): ExpressionNode {
  const start = cursor.next();
  const open = cursor.expect('(');
  const { input, path } = parseInputAndPath(cursor);
  const onError = cursor.acceptAny('TRUE', 'FALSE', 'UNKNOWN', 'ERROR');
  if (onError !== undefined) cursor.expect('ON', 'ERROR');
  cursor.expectClose(open);
  return { kind: 'json-exists', input, path, onError, span: cursor.spanFrom(start) };
}

function parseJsonObject(cursor: Cursor): ExpressionNode {
  const start = cursor.next();
  const open = cursor.expect('(');
  const empty = cursor.at(')') || atOnNull(cursor);
  const entries = empty ? [] : cursor.list(() => parseObjectEntry(cursor));
  const onNull = parseOnNull(cursor);
  cursor.expectClose(open);
  return { kind: 'json-object', entries, onNull, span: cursor.spanFrom(start) };
}

function parseObjectEntry(cursor: Cursor) {
  const { key, value, span } = parseKeyAndValue(cursor);
  return { kind: 'json-object-entry' as const, key, value, span };
}

function parseJsonArray(cursor: Cursor): ExpressionNode {
  const start = cursor.next();
  const open = cursor.expect('(');
  const elements = cursor.at(')') ? [] : cursor.list(() => parseExpressionAt(cursor));
  const onNull = parseOnNull(cursor);
  cursor.expectClose(open);
  return { kind: 'json-array', elements, onNull, span: cursor.spanFrom(start) };
}

function parseJsonObjectAggregate(cursor: Cursor): ExpressionNode {
  const start = cursor.next();
  const open = cursor.expect('(');
  const { key, value } = parseKeyAndValue(cursor);
  const onNull = parseOnNull(cursor);
  cursor.expectClose(open);
  refuseClauses(cursor, 'JSON_OBJECTAGG');
  return { kind: 'json-objectagg', key, value, onNull, span: cursor.spanFrom(start) };
}

function parseJsonArrayAggregate(cursor: Cursor): ExpressionNode {
  const start = cursor.next();
  const open = cursor.expect('(');
  if (cursor.at('DISTINCT'))
    throw cursor.error('JSON_ARRAYAGG takes no DISTINCT', { hint: 'SELECT DISTINCT below it' });
  const element = parseExpressionAt(cursor);
  if (cursor.at('ORDER')) throw cursor.error('JSON_ARRAYAGG takes no ORDER BY', { hint: ARRIVAL });
  const onNull = parseOnNull(cursor);
  cursor.expectClose(open);
  refuseClauses(cursor, 'JSON_ARRAYAGG');
  return { kind: 'json-arrayagg', element, onNull, span: cursor.spanFrom(start) };
}

/** What Flink's grammar does not have after these, other than after plain aggregates. */
function refuseClauses(cursor: Cursor, name: string): void {
  if (cursor.at('FILTER'))
    throw cursor.error(`${name} takes no FILTER`, { hint: 'put the condition into WHERE below' });
  if (cursor.at('OVER')) throw cursor.error(`${name} takes no OVER`, { hint: 'GROUP BY, or ARRAY_AGG(…) OVER (…)' });
}

function parseInputAndPath(cursor: Cursor) {
  const input = parseExpressionAt(cursor);
  if (!cursor.accept(',')) throw cursor.unexpected("a comma and a path, as in JSON_VALUE(value, '$.field')");
  return { input, path: parseExpressionAt(cursor) };
}

/** `[KEY] k VALUE v` or `k : v`. */
function parseKeyAndValue(cursor: Cursor) {
  const start = cursor.peek();
  cursor.accept('KEY');
  const key = parseExpressionAt(cursor);
  if (!cursor.accept('VALUE') && !cursor.accept(':'))
    throw cursor.unexpected('VALUE and the value that belongs to this key');
  const value = parseExpressionAt(cursor);
  return { key, value, span: cursor.spanFrom(start) };
}

function atOnNull(cursor: Cursor): boolean {
  return cursor.at('NULL', 'ON', 'NULL') || cursor.at('ABSENT', 'ON', 'NULL');
}

function parseOnNull(cursor: Cursor): JsonOnNull | undefined {
  const onNull = cursor.acceptAny('NULL', 'ABSENT');
  if (onNull !== undefined) cursor.expect('ON', 'NULL');
  return onNull;
}

/** `behavior ON EMPTY behavior ON ERROR`, each at most once and in any order. */
function parseBehaviors<Behavior>(cursor: Cursor, parse: () => Behavior | undefined) {
  let onEmpty: Behavior | undefined;
  let onError: Behavior | undefined;
  for (let behavior = parse(); behavior !== undefined; behavior = parse()) {
    cursor.expect('ON');
    const word = cursor.peek();
    const event = cursor.expectAny('EMPTY', 'ERROR');
    if ((event === 'EMPTY' ? onEmpty : onError) !== undefined) {
      throw cursor.error(`ON ${event} is given twice`, { token: word });
    }
    if (event === 'EMPTY') onEmpty = behavior;
    else onError = behavior;
  }
  return { onEmpty, onError };
}

function parseValueBehavior(cursor: Cursor): JsonValueBehavior | undefined {
  const start = cursor.peek();
  if (cursor.accept('NULL')) return { kind: 'json-null', span: cursor.spanFrom(start) };
  if (cursor.accept('ERROR')) return { kind: 'json-error', span: cursor.spanFrom(start) };
  if (!cursor.accept('DEFAULT')) return undefined;
  const value = parseExpressionAt(cursor);
  return { kind: 'json-default', value, span: cursor.spanFrom(start) };
}

function parseQueryBehavior(cursor: Cursor): JsonQueryBehavior | undefined {
  const behavior = cursor.acceptAny('NULL', 'ERROR', 'EMPTY');
  return behavior === 'EMPTY' ? `EMPTY ${cursor.expectAny('ARRAY', 'OBJECT')}` : behavior;
}

/** `WITHOUT [ARRAY] WRAPPER`, `WITH [CONDITIONAL | UNCONDITIONAL] [ARRAY] WRAPPER`. */
function parseWrapper(cursor: Cursor): JsonQueryNode['wrapper'] {
  const word = cursor.acceptAny('WITHOUT', 'WITH');
  if (word === undefined) return undefined;
  const kind = word === 'WITH' ? (cursor.acceptAny('CONDITIONAL', 'UNCONDITIONAL') ?? 'UNCONDITIONAL') : 'WITHOUT';
  cursor.accept('ARRAY');
  cursor.expect('WRAPPER');
  return kind;
}
