/** The window of OVER and of the WINDOW clause. */
import type { FrameBound, WindowFrame, WindowSpecification } from './ast.ts';
import type { Cursor } from './cursor.ts';
import { parseExpressionAt } from './parse-expression.ts';
import { isName, parseIdentifier } from './parse-name.ts';
import { parseOrderBy } from './parse-query.ts';

/** `([base] [PARTITION BY …] [ORDER BY …] [ROWS | RANGE …])`. */
export function parseWindowSpecification(cursor: Cursor): WindowSpecification {
  const open = cursor.expect('(');
  const base = isName(cursor.peek()) ? parseIdentifier(cursor) : undefined;
  const partitionBy = cursor.accept('PARTITION', 'BY') ? cursor.list(() => parseExpressionAt(cursor)) : [];
  const orderBy = cursor.at('ORDER') ? parseOrderBy(cursor) : [];
  const frame = cursor.atAny(['ROWS', 'RANGE']) ? parseFrame(cursor) : undefined;
  if (!cursor.accept(')')) throw cursor.unexpected('PARTITION BY, ORDER BY, ROWS, RANGE or )');
  return { kind: 'window-specification', base, partitionBy, orderBy, frame, span: cursor.spanFrom(open) };
}

function parseFrame(cursor: Cursor): WindowFrame {
  const start = cursor.peek();
  const unit = cursor.expectAny('ROWS', 'RANGE');
  if (!cursor.accept('BETWEEN')) {
    const first = parseFrameBound(cursor);
    const span = cursor.spanFrom(start);
    return { kind: 'window-frame', unit, start: first, end: { kind: 'current-row', span: first.span }, span };
  }
  const first = parseFrameBound(cursor);
  cursor.expect('AND');
  const end = parseFrameBound(cursor);
  return { kind: 'window-frame', unit, start: first, end, span: cursor.spanFrom(start) };
}

function parseFrameBound(cursor: Cursor): FrameBound {
  const start = cursor.peek();
  if (cursor.accept('CURRENT', 'ROW')) return { kind: 'current-row', span: cursor.spanFrom(start) };
  if (cursor.accept('UNBOUNDED')) {
    const kind =
      cursor.expectAny('PRECEDING', 'FOLLOWING') === 'PRECEDING' ? 'unbounded-preceding' : 'unbounded-following';
    return { kind, span: cursor.spanFrom(start) };
  }
  const offset = parseExpressionAt(cursor);
  const kind = cursor.expectAny('PRECEDING', 'FOLLOWING') === 'PRECEDING' ? 'preceding' : 'following';
  return { kind, offset, span: cursor.spanFrom(start) };
}
