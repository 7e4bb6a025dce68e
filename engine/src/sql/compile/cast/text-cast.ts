/** CAST to and from text, in Flink's formats and with Flink's leniency. */
import { type DataType, MAX_LENGTH, type TextType } from '../../../row/data-type.ts';
import { parseDecimal } from '../../../row/decimal-text.ts';
import type { Value } from '../../../row/row.ts';
import { parseDate, parseSqlTimestamp, parseTime } from '../../../row/timestamp.ts';
import { trimJava } from '../../../row/trim.ts';
import { valueFormatter } from '../../../row/value-format.ts';
import { codePointLength, codePointPrefix } from '../functions/text/code-points.ts';
import { integerRange } from '../number-range.ts';
import type { Converter } from './converter.ts';

/** Any type to CHAR or VARCHAR: CHAR(n) is filled up with spaces, both are cut at n characters. */
export function textConverter(from: DataType, to: TextType): Converter {
  const format = valueFormatter(from);
  if (to.length === MAX_LENGTH) return format;
  return (value) => fitText(format(value), to);
}

function fitText(text: string, to: TextType): string {
  if (text.length < to.length || codePointLength(text) <= to.length) {
    return to.kind === 'CHAR' ? text + ' '.repeat(to.length - codePointLength(text)) : text;
  }
  return codePointPrefix(text, to.length);
}

/** CHAR or VARCHAR to any other type. */
export function textParser(to: DataType): Converter | undefined {
  const parse = parser(to);
  return parse === undefined ? undefined : (value) => parse(String(value));
}

function parser(to: DataType): ((text: string) => Value | undefined) | undefined {
  switch (to.kind) {
    case 'BOOLEAN':
      return parseBoolean;
    case 'TINYINT':
    case 'SMALLINT':
    case 'INT':
    case 'BIGINT':
      return integerParser(to);
    case 'FLOAT':
      return (text) => narrow(parseDouble(text));
    case 'DOUBLE':
      return parseDouble;
    case 'DECIMAL':
      // What does not fit fails here, unlike in a cast from a number.
      return (text) => parseDecimal(text.replace(/^[ \t\n]+|[ \t\n]+$/g, ''), to) ?? undefined;
    case 'DATE':
      return parseDate;
    case 'TIME':
      return wholeSeconds;
    case 'TIMESTAMP':
    case 'TIMESTAMP_LTZ':
      return timestampParser(to.precision);
    case 'BINARY':
    case 'VARBINARY':
      return (text) => fitBytes(new TextEncoder().encode(text), to);
    default:
      return undefined;
  }
}

/** Flink's CAST drops the fraction of a second, whatever the precision. */
function wholeSeconds(text: string): number | undefined {
  const ms = parseTime(text, 'cut');
  return ms === undefined ? undefined : Math.floor(ms / 1000) * 1000;
}

/** BINARY(n) is filled up with zero bytes, both kinds are cut at n. */
export function fitBytes(bytes: Uint8Array, { kind, length }: TextType): Uint8Array {
  if (bytes.length > length) return bytes.subarray(0, length);
  if (kind === 'VARBINARY' || bytes.length === length) return bytes;
  const padded = new Uint8Array(length);
  padded.set(bytes);
  return padded;
}

const TRUE_TEXTS: ReadonlySet<string> = new Set(['t', 'true', 'y', 'yes', '1']);
const FALSE_TEXTS: ReadonlySet<string> = new Set(['f', 'false', 'n', 'no', '0']);

function parseBoolean(text: string): boolean | undefined {
  const lower = text.toLowerCase();
  if (TRUE_TEXTS.has(lower)) return true;
  return FALSE_TEXTS.has(lower) ? false : undefined;
}

/** Digits with a sign; digits after a point are checked and dropped. Around it spaces may stand, but no tabs. */
function integerParser(to: DataType): (text: string) => number | undefined {
  const range = integerRange(to);
  return (text) => {
    const match = /^ *([+-]?\d*)(\.\d*)? *$/.exec(text);
    if (match === null || (match[1] === '' && match[2] === undefined) || /^ *[+-] *$/.test(text)) return undefined;
    const value = Number(match[1] === '+' || match[1] === '-' ? 0 : match[1]) + 0;
    return range !== undefined && value >= range.min && value <= range.max ? value : undefined;
  };
}

const JAVA_DOUBLE = /^[+-]?(?:NaN|Infinity|(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?[fFdD]?)$/;

/** As Java's Double.parseDouble (but for hexadecimal numbers): spaces around and a type letter behind are allowed. */
export function parseDouble(text: string): number | undefined {
  const trimmed = trimJava(text);
  return JAVA_DOUBLE.test(trimmed) ? Number(trimmed.replace(/(?<=[\d.])[fFdD]$/, '')) : undefined;
}

function narrow(value: number | undefined): number | undefined {
  return value === undefined ? undefined : Math.fround(value);
}

/** Digits beyond the precision are cut; up to the millisecond that is all there is, beyond it they are refused. */
function timestampParser(precision: number): (text: string) => number | undefined {
  if (precision >= 4) return (text) => parseSqlTimestamp(text, 'refuse');
  const unit = 10 ** (3 - precision);
  return (text) => {
    const ms = parseSqlTimestamp(text, 'cut');
    return ms === undefined ? undefined : Math.floor(ms / unit) * unit;
  };
}
