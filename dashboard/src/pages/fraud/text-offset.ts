/** Where a place of a text lies: from line and column, which count from 1, to the number of characters before it. Pure. */

export function offsetOf(text: string, line: number, column: number): number {
  const before = text.split('\n').slice(0, line - 1);
  const start = before.reduce((sum, { length }) => sum + length + 1, 0);
  return Math.min(text.length, start + column - 1);
}
