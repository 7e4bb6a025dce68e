/**
 * PRINTF: Java's Formatter (Locale.US) over SQL values. A format that is malformed, lacks a value, or does not fit a
 * value's type gives NULL, as in Flink.
 */
import type { DataType } from '../../../../row/data-type.ts';
import { formatDouble, formatFloat } from '../../../../row/format-floating.ts';
import { localDateTimeText } from '../../../../row/java-time-text.ts';
import type { Value } from '../../../../row/row.ts';
import { valueFormatter } from '../../../../row/value-format.ts';
import type { ScalarFunctionName } from '../../../functions/names.ts';
import { isApproximate, isInteger, isInterval, isText } from '../../../functions/type-build.ts';
import { assign, type CallSite, type FunctionCompiler } from '../../expression-scope.ts';
import { compileArguments } from '../implementation.ts';
import { formatFloating } from './java-format-floating.ts';

/** A value and what its type is to Java: DATE and TIME are plain integers there, DECIMALs are no numbers. */
export interface FormatArgument {
  readonly value: Value;
  readonly kind: 'integer' | 'floating' | 'boolean' | 'other';
  /** Bits of an integer: how wide a negative one is in hexadecimal. */
  readonly bits: number;
  readonly text: string;
}

export interface FormatSpecifier {
  readonly flags: string;
  readonly width: number | undefined;
  readonly precision: number | undefined;
  readonly conversion: string;
}

/** What makes the whole call NULL. */
class FormatFault extends Error {}

const SPECIFIER = /%(?:(\d+)\$)?([-#+ 0,(<]*)(\d+)?(?:\.(\d+))?([a-zA-Z%])|%/g;

/** The formatted text, or null. */
export function javaFormat(format: string, args: readonly FormatArgument[]): string | null {
  let next = 0;
  let last = -1;
  try {
    return format.replace(SPECIFIER, (...match: (string | undefined)[]) => {
      const [whole = '', position, flags = '', width, precision, conversion] = match;
      if (conversion === undefined) throw new FormatFault(whole);
      const specifier = { flags, width: numeral(width), precision: numeral(precision), conversion };
      if (conversion === '%') return padded('%', specifier);
      if (conversion === 'n') return '\n';
      const index = flags.includes('<') ? last : position === undefined ? next++ : Number(position) - 1;
      last = index;
      const argument = args[index];
      if (argument === undefined) throw new FormatFault(whole);
      return formatOne(specifier, argument);
    });
  } catch (fault) {
    if (fault instanceof FormatFault) return null;
    throw fault;
  }
}

function numeral(digits: string | undefined): number | undefined {
  return digits === undefined ? undefined : Number(digits);
}

function formatOne(specifier: FormatSpecifier, argument: FormatArgument): string {
  const { conversion } = specifier;
  const lower = conversion.toLowerCase();
  if (conversion !== lower && !'BHSCXEG'.includes(conversion)) throw new FormatFault(conversion);
  const text = convert(lower, specifier, argument);
  return conversion === lower ? text : text.toUpperCase();
}

function convert(conversion: string, specifier: FormatSpecifier, argument: FormatArgument): string {
  switch (conversion) {
    case 's':
      return padded(cut(argument.value === null ? 'null' : argument.text, specifier), specifier);
    case 'b':
      return padded(
        cut(String(argument.kind === 'boolean' ? argument.value === true : argument.value !== null), specifier),
        specifier,
      );
    case 'd':
    case 'x':
    case 'o':
      return whole(conversion, specifier, argument);
    case 'e':
    case 'f':
    case 'g':
      return floating(conversion, specifier, argument);
    case 'c':
      return character(specifier, argument);
    default:
      throw new FormatFault(conversion);
  }
}

function cut(text: string, { precision }: FormatSpecifier): string {
  return precision === undefined ? text : text.slice(0, precision);
}

function padded(text: string, { flags, width }: FormatSpecifier): string {
  if (flags.includes('-')) {
    if (width === undefined) throw new FormatFault('-');
    return text.padEnd(width);
  }
  return width === undefined ? text : text.padStart(width);
}

function whole(conversion: string, specifier: FormatSpecifier, argument: FormatArgument): string {
  if (specifier.precision !== undefined) throw new FormatFault('a precision');
  if (argument.value === null) return padded('null', specifier);
  if (argument.kind !== 'integer') throw new FormatFault(conversion);
  const value = BigInt(Number(argument.value));
  if (conversion === 'd')
    return signed(grouped((value < 0n ? -value : value).toString(), specifier), value < 0n, specifier);
  const digits = BigInt.asUintN(argument.bits, value).toString(conversion === 'x' ? 16 : 8);
  const prefix = specifier.flags.includes('#') ? (conversion === 'x' ? '0x' : '0') : '';
  const zeros = specifier.flags.includes('0') ? (specifier.width ?? 0) - prefix.length : 0;
  return padded(prefix + digits.padStart(zeros, '0'), specifier);
}

function floating(conversion: string, specifier: FormatSpecifier, argument: FormatArgument): string {
  if (argument.value === null) return padded(cut('null', specifier), specifier);
  if (argument.kind !== 'floating') throw new FormatFault(conversion);
  const value = Number(argument.value);
  const negative = value < 0 || Object.is(value, -0);
  if (!Number.isFinite(value)) {
    const name = Number.isNaN(value) ? 'NaN' : 'Infinity';
    return padded(negative ? `-${name}` : name, specifier);
  }
  const digits = formatFloating(conversion, Math.abs(value), specifier.precision ?? 6);
  return signed(grouped(digits, specifier), negative, specifier);
}

function character(specifier: FormatSpecifier, { value, kind }: FormatArgument): string {
  if (value === null) return padded('null', specifier);
  if (kind !== 'integer') throw new FormatFault('c');
  return padded(String.fromCodePoint(Number(value)), specifier);
}

/** `,`: thousands apart. */
function grouped(digits: string, { flags }: FormatSpecifier): string {
  return flags.includes(',') ? digits.replace(/^\d+/, (head) => head.replace(/\B(?=(\d{3})+$)/g, ',')) : digits;
}

/** The sign as the flags want it, and zeros between it and the digits. */
function signed(digits: string, negative: boolean, specifier: FormatSpecifier): string {
  const { flags, width = 0 } = specifier;
  const [before, after] = negative
    ? flags.includes('(')
      ? ['(', ')']
      : ['-', '']
    : [flags.includes('+') ? '+' : flags.includes(' ') ? ' ' : '', ''];
  const zeros = flags.includes('0') ? width - before.length - after.length : 0;
  return padded(before + digits.padStart(zeros, '0') + after, specifier);
}

const INTEGER_BITS: Readonly<Record<string, number>> = { TINYINT: 8, SMALLINT: 16, BIGINT: 64 };

function argumentMaker(type: DataType): (value: Value) => FormatArgument {
  const kind = isIntegerToJava(type)
    ? 'integer'
    : isApproximate(type)
      ? 'floating'
      : type.kind === 'BOOLEAN'
        ? 'boolean'
        : 'other';
  const text = textOf(type);
  const bits = INTEGER_BITS[type.kind] ?? 32;
  return (value) => ({ value, kind, bits, text: value === null ? '' : text(value) });
}

/** Dates, times and intervals are integers inside Flink, and that is what its PRINTF gets. */
function isIntegerToJava(type: DataType): boolean {
  return isInteger(type) || isInterval(type) || type.kind === 'DATE' || type.kind === 'TIME';
}

function textOf(type: DataType): (value: Value) => string {
  if (isText(type) || isIntegerToJava(type) || ['BOOLEAN', 'NULL'].includes(type.kind)) return String;
  if (type.kind === 'DOUBLE') return (value) => formatDouble(Number(value));
  if (type.kind === 'FLOAT') return (value) => formatFloat(Number(value));
  if (type.kind === 'TIMESTAMP' || type.kind === 'TIMESTAMP_LTZ') return (value) => localDateTimeText(Number(value));
  return valueFormatter(type);
}

const printf: FunctionCompiler = (site: CallSite) => {
  const makers = site.call.args.slice(1).map((argument) => argumentMaker(argument.type));
  const print = (format: string | null, ...values: Value[]) =>
    format === null
      ? null
      : javaFormat(
          format,
          makers.map((make, index) => make(values[index] ?? null)),
        );
  const args = compileArguments(site).map((argument) => argument.code);
  return assign(site.scope, 'printf', `${site.scope.writer.bind('printf', print)}(${args.join(', ')})`, true);
};

export const formatFunctions = { PRINTF: printf } satisfies Partial<Record<ScalarFunctionName, FunctionCompiler>>;
