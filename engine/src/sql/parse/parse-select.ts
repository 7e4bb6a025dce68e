/** SELECT with its clauses up to QUALIFY. */
import type { GroupBy, GroupingElement, Identifier, NamedWindow, QualifiedName, Select, SelectItem } from './ast.ts';
import type { Cursor } from './cursor.ts';
import { parseExpressionAt } from './parse-expression.ts';
import { parseHints } from './parse-hint.ts';
import { parseJoins } from './parse-join.ts';
import { isName, parseIdentifier } from './parse-name.ts';
import { parseWindowSpecification } from './parse-window-specification.ts';

/** From SELECT on; ORDER BY and LIMIT belong to the query around it. */
export function parseSelect(cursor: Cursor): Select {
  const start = cursor.expect('SELECT');
  const hints = parseHints(cursor);
  const distinct = parseDistinct(cursor);
  const items = parseSelectItems(cursor);
  const from = cursor.accept('FROM') ? parseJoins(cursor) : undefined;
  const where = cursor.accept('WHERE') ? parseExpressionAt(cursor) : undefined;
  const groupBy = cursor.at('GROUP') ? parseGroupBy(cursor) : undefined;
  const having = cursor.accept('HAVING') ? parseExpressionAt(cursor) : undefined;
  const windows = cursor.accept('WINDOW') ? cursor.list(() => parseNamedWindow(cursor)) : [];
  const qualify = cursor.accept('QUALIFY') ? parseExpressionAt(cursor) : undefined;
  const span = cursor.spanFrom(start);
  return { kind: 'select', hints, distinct, items, from, where, groupBy, having, windows, qualify, span };
}

function parseDistinct(cursor: Cursor): boolean {
  const token = cursor.peek();
  if (token.match === 'TOP' && cursor.peek(1).kind === 'number') {
    const count = cursor.found(cursor.peek(1));
    throw cursor.error(`TOP ${count} is no Flink SQL`, { hint: `write LIMIT ${count} at the end of the query` });
  }
  const distinct = cursor.acceptAny('DISTINCT', 'ALL') === 'DISTINCT';
  if (distinct && cursor.at('ON', '(')) {
    const hint = 'keep the row with ROW_NUMBER() OVER (PARTITION BY … ORDER BY …) = 1';
    throw cursor.error('DISTINCT ON is no Flink SQL', { token, hint });
  }
  return distinct;
}

function parseSelectItems(cursor: Cursor): SelectItem[] {
  const items = cursor.list(() => parseSelectItem(cursor));
  const token = cursor.peek();
  if (isName(token) || token.kind === 'string' || token.kind === 'number') {
    cursor.at('FROM');
    throw cursor.unexpected(', or FROM', { list: true });
  }
  return items;
}

function parseSelectItem(cursor: Cursor): SelectItem {
  const start = cursor.peek();
  const qualifier = parseStarQualifier(cursor);
  if (cursor.accept('*')) return { kind: 'select-star', qualifier, span: cursor.spanFrom(start) };
  const expression = parseExpressionAt(cursor);
  const alias = parseAlias(cursor);
  return { kind: 'select-expression', expression, alias, span: cursor.spanFrom(start) };
}

/** The `a.b.` of `a.b.*`; undefined, and nothing is read, when no star follows. */
function parseStarQualifier(cursor: Cursor): QualifiedName | undefined {
  let ahead = 0;
  while (isName(cursor.peek(ahead)) && cursor.peek(ahead + 1).match === '.') ahead += 2;
  if (ahead === 0 || cursor.peek(ahead).match !== '*') return undefined;
  const start = cursor.peek();
  const parts: Identifier[] = [];
  for (let part = 0; part < ahead; part += 2) {
    parts.push(parseIdentifier(cursor));
    if (part + 2 < ahead) cursor.expect('.');
  }
  const span = cursor.spanFrom(start);
  cursor.expect('.');
  return { kind: 'qualified-name', parts, span };
}

/** `AS name` or `name`. */
function parseAlias(cursor: Cursor): Identifier | undefined {
  const named = cursor.accept('AS') || isName(cursor.peek());
  return named ? parseIdentifier(cursor, 'a column name') : undefined;
}

function parseGroupBy(cursor: Cursor): GroupBy {
  const start = cursor.expect('GROUP', 'BY');
  const distinct = cursor.acceptAny('DISTINCT', 'ALL') === 'DISTINCT';
  const elements = cursor.list(() => parseGroupingElement(cursor));
  return { kind: 'group-by', distinct, elements, span: cursor.spanFrom(start) };
}

function parseGroupingElement(cursor: Cursor): GroupingElement {
  return cursor.nested(() => {
    const start = cursor.peek();
    const form = parseGroupingForm(cursor);
    if (form !== undefined) {
      const elements = cursor.parenthesizedList(() => parseGroupingElement(cursor));
      return { kind: 'grouping-sets', form, elements, span: cursor.spanFrom(start) };
    }
    if (cursor.accept('(', ')')) return { kind: 'grouping-expressions', expressions: [], span: cursor.spanFrom(start) };
    const key = parseExpressionAt(cursor);
    // `(a, b)` reads as a row; here it is a group of keys.
    const expressions = key.kind === 'row' && start.match === '(' ? key.elements : [key];
    return { kind: 'grouping-expressions', expressions, span: cursor.spanFrom(start) };
  });
}

function parseGroupingForm(cursor: Cursor) {
  if (cursor.accept('GROUPING', 'SETS')) return 'GROUPING SETS';
  return cursor.acceptAny('ROLLUP', 'CUBE');
}

function parseNamedWindow(cursor: Cursor): NamedWindow {
  const start = cursor.peek();
  const name = parseIdentifier(cursor, 'the name of a window');
  cursor.expect('AS');
  const specification = parseWindowSpecification(cursor);
  return { kind: 'named-window', name, specification, span: cursor.spanFrom(start) };
}
