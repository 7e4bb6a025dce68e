/** MATCH_RECOGNIZE after its table. */
import type {
  AfterMatchSkip,
  MatchRecognizeTable,
  Measure,
  PatternDefinition,
  PatternSubset,
  TableReference,
} from './ast.ts';
import type { Cursor } from './cursor.ts';
import { parseExpressionAt } from './parse-expression.ts';
import { parseIdentifier, parseNameList } from './parse-name.ts';
import { parsePattern } from './parse-pattern.ts';
import { parseOrderBy } from './parse-query.ts';
import { parseTableAlias } from './parse-table.ts';

export function parseMatchRecognize(cursor: Cursor, input: TableReference): MatchRecognizeTable {
  cursor.expect('MATCH_RECOGNIZE');
  const clauses = cursor.parenthesized(() => parseClauses(cursor));
  const alias = parseTableAlias(cursor);
  return { kind: 'match-recognize', input, ...clauses, alias, span: cursor.spanFrom(input.span) };
}

function parseClauses(cursor: Cursor) {
  const partitionBy = cursor.accept('PARTITION', 'BY') ? cursor.list(() => parseExpressionAt(cursor)) : [];
  const orderBy = cursor.at('ORDER') ? parseOrderBy(cursor) : [];
  const measures = cursor.accept('MEASURES') ? cursor.list(() => parseMeasure(cursor)) : [];
  const rowsPerMatch = parseRowsPerMatch(cursor);
  const afterMatch = cursor.at('AFTER', 'MATCH') ? parseAfterMatch(cursor) : undefined;
  cursor.expect('PATTERN');
  const pattern = cursor.parenthesized(() => parsePattern(cursor));
  const within = cursor.accept('WITHIN') ? parseExpressionAt(cursor) : undefined;
  const subsets = cursor.accept('SUBSET') ? cursor.list(() => parseSubset(cursor)) : [];
  cursor.expect('DEFINE');
  const definitions = cursor.list(() => parseDefinition(cursor));
  return { partitionBy, orderBy, measures, rowsPerMatch, afterMatch, pattern, within, subsets, definitions };
}

function parseMeasure(cursor: Cursor): Measure {
  const start = cursor.peek();
  const expression = parseExpressionAt(cursor);
  cursor.expect('AS');
  const alias = parseIdentifier(cursor, 'the name of the measure');
  return { kind: 'measure', expression, alias, span: cursor.spanFrom(start) };
}

function parseRowsPerMatch(cursor: Cursor): MatchRecognizeTable['rowsPerMatch'] {
  if (cursor.accept('ONE')) {
    cursor.expect('ROW', 'PER', 'MATCH');
    return 'ONE ROW';
  }
  if (!cursor.accept('ALL')) return undefined;
  cursor.expect('ROWS', 'PER', 'MATCH');
  return 'ALL ROWS';
}

function parseAfterMatch(cursor: Cursor): AfterMatchSkip {
  const start = cursor.expect('AFTER', 'MATCH', 'SKIP');
  if (cursor.accept('PAST')) {
    cursor.expect('LAST', 'ROW');
    return { kind: 'skip-past-last-row', span: cursor.spanFrom(start) };
  }
  if (!cursor.accept('TO')) throw cursor.unexpected('PAST LAST ROW, TO NEXT ROW, TO FIRST or TO LAST');
  if (cursor.accept('NEXT')) {
    cursor.expect('ROW');
    return { kind: 'skip-to-next-row', span: cursor.spanFrom(start) };
  }
  const kind = cursor.acceptAny('FIRST', 'LAST') === 'FIRST' ? 'skip-to-first' : 'skip-to-last';
  const variable = parseIdentifier(cursor, 'NEXT ROW, FIRST, LAST or a pattern variable');
  return { kind, variable, span: cursor.spanFrom(start) };
}

function parseSubset(cursor: Cursor): PatternSubset {
  const start = cursor.peek();
  const name = parseIdentifier(cursor, 'the name of the subset');
  cursor.expect('=');
  const variables = parseNameList(cursor, 'a pattern variable');
  return { kind: 'pattern-subset', name, variables, span: cursor.spanFrom(start) };
}

function parseDefinition(cursor: Cursor): PatternDefinition {
  const start = cursor.peek();
  const variable = parseIdentifier(cursor, 'a pattern variable');
  cursor.expect('AS');
  const condition = parseExpressionAt(cursor);
  return { kind: 'pattern-definition', variable, condition, span: cursor.spanFrom(start) };
}
