/** Names of columns, tables, views and functions. */
import type { Identifier, QualifiedName } from './ast.ts';
import type { Cursor } from './cursor.ts';
import { isReservedWord } from './reserved-word.ts';
import type { Token } from './token.ts';

/** Whether a token can be a name: a word that is not reserved, or anything in backticks. */
export function isName(token: Token): boolean {
  return token.kind === 'quoted-word' || (token.kind === 'word' && !isReservedWord(token.match));
}

/** One name. `what` says in an error what was expected: `a table name`. */
export function parseIdentifier(cursor: Cursor, what = 'a name'): Identifier {
  const token = cursor.peek();
  if (!isName(token)) throw cursor.unexpected(what);
  cursor.next();
  return { kind: 'identifier', name: token.text, span: cursor.spanOf(token) };
}

/** `a`, `a.b`, `a.b.c`. */
export function parseQualifiedName(cursor: Cursor, what = 'a name'): QualifiedName {
  const start = cursor.peek();
  const parts = [parseIdentifier(cursor, what)];
  while (cursor.accept('.')) parts.push(parseIdentifier(cursor));
  return { kind: 'qualified-name', parts, span: cursor.spanFrom(start) };
}

/** `(a, b)` */
export function parseNameList(cursor: Cursor, what = 'a name'): Identifier[] {
  return cursor.parenthesizedList(() => parseIdentifier(cursor, what));
}

/** `(a, b)`, or no names where no parenthesis follows. */
export function parseOptionalNameList(cursor: Cursor): Identifier[] {
  return cursor.at('(') ? parseNameList(cursor) : [];
}

/** The inside of `'…'`. */
export function parseText(cursor: Cursor, what: string): string {
  if (!cursor.atKind('string')) throw cursor.unexpected(what);
  return cursor.next().text;
}

/** At most 15 digits: what a JavaScript number holds exactly. */
export function parseWholeNumber(cursor: Cursor, what: string): number {
  const token = cursor.peek();
  if (token.kind !== 'number' || !/^\d{1,15}$/.test(token.text)) throw cursor.unexpected(what);
  cursor.next();
  return Number(token.text);
}
