/** What keys do to the text of a query: pure, so that the editor only puts the result in. */

export interface Selection {
  readonly text: string;
  readonly from: number;
  readonly to: number;
}

const INDENT = '  ';

/** Every line of the selection two spaces further in, or back out; without a selection two spaces at the caret. */
export function indentText({ text, from, to }: Selection, isBack: boolean): Selection {
  if (from === to && !isBack) {
    const next = from + INDENT.length;
    return { text: text.slice(0, from) + INDENT + text.slice(from), from: next, to: next };
  }
  const start = text.lastIndexOf('\n', from - 1) + 1;
  const lines = text.slice(start, to).split('\n');
  const moved = lines.map((line) => (isBack ? line.replace(/^ {1,2}/, '') : INDENT + line));
  const first = (moved[0]?.length ?? 0) - (lines[0]?.length ?? 0);
  const grown = moved.join('\n').length - (to - start);
  const whole = text.slice(0, start) + moved.join('\n') + text.slice(to);
  return { text: whole, from: Math.max(start, from + first), to: to + grown };
}

/** The place of a line and a column, both from 1, in the text. */
export function offsetOf(text: string, line: number, column: number): number {
  const before = text.split('\n').slice(0, line - 1);
  return Math.min(text.length, before.reduce((sum, one) => sum + one.length + 1, 0) + column - 1);
}

/** The word at a place, or the one character there. */
export function wordAt(text: string, offset: number): { readonly from: number; readonly to: number } {
  const length = /^\w+/.exec(text.slice(offset))?.[0].length ?? 1;
  return { from: offset, to: Math.min(text.length, offset + length) };
}

/** A name as it is put into SQL: in quotes where it would not be read as one otherwise. */
export function quotedName(name: string): string {
  return /^[a-z_][a-z0-9_]*$/.test(name) ? name : `"${name.replaceAll('"', '""')}"`;
}
