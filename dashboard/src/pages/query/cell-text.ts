/** What kind of values a column holds, and how one of them reads in the reader's language. */
import type { Cell } from './read-result.ts';

export type CellKind = 'number' | 'time' | 'date' | 'flag' | 'text';

const NUMBERS = /^(DECIMAL|U?(TINY|SMALL|BIG|HUGE)INT|U?INTEGER|FLOAT|DOUBLE)/;

/** @param type DuckDB's name, such as `DECIMAL(38,4)`. */
export function cellKind(type: string): CellKind {
  if (type.endsWith(']')) return 'text';
  if (NUMBERS.test(type)) return 'number';
  if (type.startsWith('TIMESTAMP')) return 'time';
  if (type === 'DATE') return 'date';
  return type === 'BOOLEAN' ? 'flag' : 'text';
}

const whole = new Intl.NumberFormat(undefined, { maximumFractionDigits: 0 });
const money = new Intl.NumberFormat(undefined, { minimumFractionDigits: 2, maximumFractionDigits: 4 });
const fraction = new Intl.NumberFormat(undefined, { maximumSignificantDigits: 8 });
const moment = new Intl.DateTimeFormat(undefined, {
  ...{ year: 'numeric', month: 'short', day: 'numeric', hour: '2-digit', minute: '2-digit', second: '2-digit' },
  hourCycle: 'h23',
});
const day = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeZone: 'UTC' });

/** Text of a cell that is not NULL. Decimals are exact: they are never made numbers. */
export function cellText(cell: Cell, type: string): string {
  if (typeof cell === 'object') return JSON.stringify(cell);
  const text = String(cell);
  switch (cellKind(type)) {
    case 'number':
      return numberText(cell, type);
    case 'time':
      return Number.isNaN(Date.parse(text)) ? text : moment.format(Date.parse(text));
    case 'date':
      return Number.isNaN(Date.parse(text)) ? text : day.format(Date.parse(text));
    default:
      return text;
  }
}

function numberText(cell: Cell, type: string): string {
  // Infinity and NaN come as text.
  if (typeof cell !== 'number' && !/^-?\d/.test(String(cell))) return String(cell);
  const value = cell as Intl.StringNumericLiteral;
  if (type.startsWith('DECIMAL')) return (type.endsWith(',0)') ? whole : money).format(value);
  return (type === 'DOUBLE' || type === 'FLOAT' ? fraction : whole).format(value);
}

/** A cell as a chart draws it; null where there is nothing to draw. Times are epoch milliseconds. */
export function cellNumber(cell: Cell, type: string): number | null {
  if (cell === null || cell === undefined) return null;
  const kind = cellKind(type);
  const value = kind === 'time' || kind === 'date' ? Date.parse(String(cell)) : Number(cell);
  return Number.isFinite(value) ? value : null;
}
