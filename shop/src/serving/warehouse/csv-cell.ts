/** A cell of a CSV file that is safe to open in a spreadsheet. */
import type { PlainCell } from './plain-cell.ts';

/** Text that a spreadsheet would take for a formula. */
const FORMULA = /^[=+\-@\t\r]/;
const NUMBER = /^[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d+)?$/;
const NEEDS_QUOTES = /[",\r\n]/;

/**
 * Text that would run as a formula gets an apostrophe in front, as OWASP advises; a search term like `=1+1` then shows as
 * it was typed. Numbers stay numbers, decimals included, which come as text.
 */
export function csvCell(cell: PlainCell): string {
  if (cell === null) return '';
  const text = typeof cell === 'object' ? JSON.stringify(cell) : String(cell);
  const safe = typeof cell === 'string' && FORMULA.test(text) && !NUMBER.test(text) ? `'${text}` : text;
  return NEEDS_QUOTES.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
