/** Numbers as texts, read the way Java reads them: Integer.parseInt, Double.parseDouble, BigDecimal. */
import { type Decimal, type DecimalShape, formatDecimal } from '../row/decimal.ts';
import { parseDecimal } from '../row/decimal-text.ts';
import { ConversionError, excerpt } from './conversion-error.ts';

export interface IntegerRange {
  readonly name: string;
  readonly min: number;
  readonly max: number;
}

/** BIGINT ends where JavaScript's exact integers end: beyond that a value is refused, never changed. */
export const INTEGER_RANGES = {
  TINYINT: { name: 'TINYINT', min: -128, max: 127 },
  SMALLINT: { name: 'SMALLINT', min: -32_768, max: 32_767 },
  INT: { name: 'INT', min: -2_147_483_648, max: 2_147_483_647 },
  BIGINT: { name: 'BIGINT', min: Number.MIN_SAFE_INTEGER, max: Number.MAX_SAFE_INTEGER },
} as const satisfies Record<string, IntegerRange>;

/** @throws ConversionError when `text` is no integer or out of range. */
export function parseInteger(text: string, range: IntegerRange): number {
  if (!/^[+-]?\d+$/.test(text)) throw new ConversionError(`'${excerpt(text)}' is not ${article(range.name)}`);
  return checkInteger(Number(text), range);
}

/** @throws ConversionError when out of range. Minus zero becomes zero. */
export function checkInteger(value: number, range: IntegerRange): number {
  if (value >= range.min && value <= range.max) return value + 0;
  const limit = range.name === 'BIGINT' ? ' as Millrace keeps it (±2^53)' : '';
  throw new ConversionError(`${value} is out of the range of ${range.name}${limit}`);
}

const DOUBLE = /^[+-]?(?:NaN|Infinity|(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?[fFdD]?)$/;

/** @throws ConversionError when `text` is no floating-point number. */
export function parseDouble(text: string): number {
  if (!DOUBLE.test(text)) throw new ConversionError(`'${excerpt(text)}' is not a number`);
  const digits = text.endsWith('y') ? text : text.replace(/[fFdD]$/, '');
  return Number(digits);
}

/**
 * A decimal as the unscaled integer of its column: rounded half up as Flink rounds, or null when it has too many
 * digits, which in Flink is NULL and not an error. @throws ConversionError when `text` is no decimal.
 */
export function decimalFromText(text: string, shape: DecimalShape): Decimal | null {
  const value = parseDecimal(text, shape);
  if (value === undefined) throw new ConversionError(`'${excerpt(text)}' is not a decimal number`);
  return value;
}

function article(name: string): string {
  return `${/^[AEIOU]/.test(name) ? 'an' : 'a'} ${name}`;
}

/**
 * A decimal as Java's BigDecimal writes it: `12.50`, and `1E-7` where a plain number would begin with more than six
 * zeros, unless `plain`.
 */
export function decimalToText(value: Decimal, scale: number, plain: boolean): string {
  const digits = String(value).replace('-', '');
  const exponent = digits.length - 1 - scale;
  if (plain || exponent >= -6) return formatDecimal(value, scale);
  const fraction = digits.length > 1 ? `.${digits.slice(1)}` : '';
  return `${value < 0 ? '-' : ''}${digits[0]}${fraction}E${exponent}`;
}
