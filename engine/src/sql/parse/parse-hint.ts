// Hints: /*+ OPTIONS('scan.startup.mode' = 'earliest'), STATE_TTL('o' = '1d'), BROADCAST(p) */
import type { Hint } from './ast.ts';
import type { Cursor } from './cursor.ts';
import { parseText } from './parse-name.ts';

/** The hints at the cursor; an empty list if there are none. */
export function parseHints(cursor: Cursor): Hint[] {
  if (!cursor.at('/*+')) return [];
  cursor.next();
  const hints = [parseHint(cursor)];
  while (!cursor.accept('*/')) {
    cursor.accept(',');
    hints.push(parseHint(cursor));
  }
  return hints;
}

function parseHint(cursor: Cursor): Hint {
  const start = cursor.peek();
  if (start.kind !== 'word') throw cursor.unexpected('the name of a hint');
  cursor.next();
  const options: { key: string; value: string }[] = [];
  const args: string[] = [];
  if (cursor.at('(') && !cursor.accept('(', ')')) {
    cursor.parenthesizedList(() => {
      const argument = parseHintArgument(cursor);
      if (cursor.accept('=')) options.push({ key: argument, value: parseText(cursor, 'a quoted value') });
      else args.push(argument);
    });
  }
  return { kind: 'hint', name: start.match, options, args, span: cursor.spanFrom(start) };
}

function parseHintArgument(cursor: Cursor): string {
  const token = cursor.peek();
  if (!['word', 'quoted-word', 'string', 'number'].includes(token.kind))
    throw cursor.unexpected('an option of the hint');
  return cursor.next().text;
}
