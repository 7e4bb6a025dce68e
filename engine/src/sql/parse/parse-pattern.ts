/** The inside of PATTERN (…): a regular expression over variables. */
import type { PatternNode } from './ast.ts';
import type { Cursor } from './cursor.ts';
import { parseIdentifier, parseWholeNumber } from './parse-name.ts';

/** Alternatives, each a sequence of quantified parts. */
export function parsePattern(cursor: Cursor): PatternNode {
  return cursor.nested(() => {
    const start = cursor.peek();
    const first = parseSequence(cursor);
    if (!cursor.at('|')) return first;
    const alternatives = [first];
    while (cursor.accept('|')) alternatives.push(parseSequence(cursor));
    return { kind: 'pattern-alternation', alternatives, span: cursor.spanFrom(start) };
  });
}

function parseSequence(cursor: Cursor): PatternNode {
  const start = cursor.peek();
  const first = parseQuantified(cursor);
  const parts = [first];
  while (!cursor.atAny([')', '|', '-}', ',']) && !cursor.atKind('end-of-text')) parts.push(parseQuantified(cursor));
  return parts.length === 1 ? first : { kind: 'pattern-sequence', parts, span: cursor.spanFrom(start) };
}

function parseQuantified(cursor: Cursor): PatternNode {
  const operand = parsePart(cursor);
  const bounds = parseBounds(cursor);
  if (bounds === undefined) return operand;
  const reluctant = cursor.accept('?');
  return { kind: 'pattern-repetition', operand, ...bounds, reluctant, span: cursor.spanFrom(operand.span) };
}

interface Bounds {
  readonly minimum: number;
  readonly maximum: number | undefined;
}

function parseBounds(cursor: Cursor): Bounds | undefined {
  if (cursor.accept('*')) return { minimum: 0, maximum: undefined };
  if (cursor.accept('+')) return { minimum: 1, maximum: undefined };
  if (cursor.accept('?')) return { minimum: 0, maximum: 1 };
  if (!cursor.at('{')) return undefined;
  const open = cursor.next();
  if (cursor.at(',')) throw cursor.error('expected the least number of repetitions, found ,', { hint: 'write {0,n}' });
  const minimum = parseWholeNumber(cursor, 'a number of repetitions');
  const maximum = cursor.accept(',') ? parseMaximum(cursor) : minimum;
  cursor.expectClose(open, '}');
  if (maximum !== undefined && maximum < minimum) {
    throw cursor.error(`the pattern repeats at least ${minimum} and at most ${maximum} times`, { token: open });
  }
  return { minimum, maximum };
}

function parseMaximum(cursor: Cursor): number | undefined {
  return cursor.at('}') ? undefined : parseWholeNumber(cursor, 'a number of repetitions');
}

function parsePart(cursor: Cursor): PatternNode {
  const start = cursor.peek();
  if (cursor.accept('^')) return { kind: 'pattern-anchor', anchor: 'start', span: cursor.spanFrom(start) };
  if (cursor.accept('$')) return { kind: 'pattern-anchor', anchor: 'end', span: cursor.spanFrom(start) };
  if (cursor.at('(')) return cursor.parenthesized(() => parsePattern(cursor));
  if (cursor.accept('{-')) {
    const operand = parsePattern(cursor);
    cursor.expectClose(start, '-}');
    return { kind: 'pattern-exclusion', operand, span: cursor.spanFrom(start) };
  }
  if (cursor.accept('PERMUTE')) {
    const parts = cursor.parenthesizedList(() => parsePattern(cursor));
    return { kind: 'pattern-permutation', parts, span: cursor.spanFrom(start) };
  }
  const name = parseIdentifier(cursor, 'a pattern variable');
  return { kind: 'pattern-variable', name, span: cursor.spanFrom(start) };
}
