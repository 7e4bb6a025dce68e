/** Times from text and to text by Java patterns, and to and from seconds. */
import { dayOfTimestamp } from '../../../../row/civil-date.ts';
import type { DataType } from '../../../../row/data-type.ts';
import { type Decimal, decimalToDouble, decimalTruncate } from '../../../../row/decimal.ts';
import type { Value } from '../../../../row/row.ts';
import { MAX_TIMESTAMP, MIN_TIMESTAMP, parseDate, parseSqlTimestamp } from '../../../../row/timestamp.ts';
import type { ScalarFunctionName } from '../../../functions/names.ts';
import { isText } from '../../../functions/type-build.ts';
import type { CallSite, FunctionCompiler } from '../../expression-scope.ts';
import { type Implementation, partialCall, preparedCall } from '../implementation.ts';
import { invalidArgument } from '../text/encoding.ts';
import { fromLocal, toLocal } from './local-time.ts';
import { patternFormatter } from './pattern-format.ts';
import { patternParser } from './pattern-parse.ts';

const SQL_PATTERN = 'yyyy-MM-dd HH:mm:ss';

/** The format is argument 1 and may be missing. */
function withFormat(
  make: (format: string | undefined, site: CallSite) => Implementation,
  options: { readonly nullableResult: boolean },
): FunctionCompiler {
  return preparedCall(
    ([format]: readonly Value[], site) => make(format === undefined ? undefined : String(format), site),
    [1],
    options,
  );
}

/** Of a time, or of a text `yyyy-MM-dd HH:mm:ss`, which gives NULL when it is none. */
function dateFormat(format: string | undefined, { call }: CallSite): Implementation {
  const pattern = format ?? SQL_PATTERN;
  const type = call.args[0]?.type;
  if (type === undefined || !isText(type)) return patternFormatter(pattern, 'DateTimeFormatter');
  const formatMs = patternFormatter(pattern, 'SimpleDateFormat');
  const parse = patternParser(SQL_PATTERN, 'SimpleDateFormat');
  return (text: string) => {
    const ms = parse(text);
    return ms === undefined ? null : formatMs(ms);
  };
}

/** Without a format as CAST reads it; a text that a format does not fit may still be a plain date or timestamp. */
function timestampReader(format: string | undefined): (text: string) => number | null {
  if (format === undefined) return (text) => parseSqlTimestamp(text, 'cut') ?? null;
  const parse = patternParser(format, 'DateTimeFormatter');
  return (text) => parse(text) ?? plainTimestamp(text.trim()) ?? null;
}

/** `yyyy-[m]m-[d]d` or `yyyy-[m]m-[d]d hh:mm:ss[.f…]`, as java.sql.Date and java.sql.Timestamp read them. */
function plainTimestamp(text: string): number | undefined {
  return /^\d{4}-\d{1,2}-\d{1,2}(?: |$)/.test(text) ? parseSqlTimestamp(text, 'cut') : undefined;
}

/** A text alone must be a timestamp: one that is none fails the query, as in Flink. */
function strictTimestamp(text: string): number {
  const ms = parseSqlTimestamp(text, 'cut');
  if (ms !== undefined) return ms;
  throw invalidArgument(`TO_TIMESTAMP_LTZ: '${text.slice(0, 100)}' is not yyyy-MM-dd HH:mm:ss`);
}

function dateReader(format: string | undefined): Implementation {
  if (format === undefined) return (text: string) => parseDate(text) ?? null;
  const parse = patternParser(format, 'SimpleDateFormat');
  return (text: string) => {
    const ms = parse(text);
    return ms === undefined ? null : dayOfTimestamp(ms);
  };
}

function fromUnixTime(format: string | undefined): Implementation {
  const formatMs = patternFormatter(format ?? SQL_PATTERN, 'SimpleDateFormat');
  return (seconds: number) => formatMs(seconds * 1000);
}

/** NULL for a text that does not fit, where Flink has the smallest BIGINT, which Millrace's BIGINT does not reach. */
function unixTimestamp(format: string | undefined): Implementation {
  const parse = patternParser(format ?? SQL_PATTERN, 'SimpleDateFormat');
  return (text: string) => {
    const ms = parse(text);
    return ms === undefined ? null : Math.floor(ms / 1000);
  };
}

/** From a number of seconds or milliseconds, or from a text in a zone. Numbers beyond the years 1 to 9999 give NULL. */
const localTimestamp: FunctionCompiler = (site) => {
  const type = site.call.args[0]?.type;
  if (type !== undefined && isText(type)) return zonedText(site);
  const toMs = numberToMs(type);
  return partialCall((value: Decimal, digits = 3) => {
    if (digits !== 0 && digits !== 3) throw invalidArgument(`TO_TIMESTAMP_LTZ takes 0 or 3 digits, not ${digits}`);
    const ms = toMs(value, digits === 0 ? 1000 : 1);
    return ms >= MIN_TIMESTAMP && ms <= MAX_TIMESTAMP ? ms : null;
  })(site);
};

const zonedText: FunctionCompiler = withFormat(
  (format) => {
    const read = format === undefined ? strictTimestamp : timestampReader(format);
    return (text: string, zone = 'UTC') => {
      const local = read(text);
      return local === null ? null : fromLocal(local, zone);
    };
  },
  { nullableResult: true },
);

/** Flink drops the fraction of a DECIMAL before it counts seconds, and that of a DOUBLE after. */
function numberToMs(type: DataType | undefined): (value: Decimal, msPerUnit: number) => number {
  if (type?.kind === 'DECIMAL') {
    return (value, msPerUnit) => decimalToDouble(decimalTruncate(value, type.scale), 0) * msPerUnit;
  }
  return (value, msPerUnit) => Math.trunc(Number(value) * msPerUnit) + 0;
}

const convertZone = partialCall((text: string, from: string, to: string) => {
  const local = readSqlText(text);
  return local === undefined ? null : writeSqlText(toLocal(fromLocal(local, from), to));
});

const readSqlText = patternParser(SQL_PATTERN, 'SimpleDateFormat');
const writeSqlText = patternFormatter(SQL_PATTERN, 'SimpleDateFormat');

export const timeFormatFunctions = {
  DATE_FORMAT: withFormat(dateFormat, { nullableResult: true }),
  TO_TIMESTAMP: withFormat(timestampReader, { nullableResult: true }),
  TO_TIMESTAMP_LTZ: localTimestamp,
  TO_DATE: withFormat(dateReader, { nullableResult: true }),
  FROM_UNIXTIME: withFormat(fromUnixTime, { nullableResult: false }),
  UNIX_TIMESTAMP: withFormat(unixTimestamp, { nullableResult: true }),
  CONVERT_TZ: convertZone,
} satisfies Partial<Record<ScalarFunctionName, FunctionCompiler>>;
