/** Literals become values of exact types: 1.50 is DECIMAL(3, 2), 'abc' is CHAR(3), INTERVAL '1:30' MINUTE TO SECOND is 90,000. */
import type { DataType } from '../../row/data-type.ts';
import { normalizeDecimal } from '../../row/decimal.ts';
import type { Value } from '../../row/row.ts';
import { parseDate, parseSqlTimestamp, parseTime } from '../../row/timestamp.ts';
import type { DateTimeLiteral, IntervalLiteral, IntervalUnit, LiteralNode, NumberLiteral } from '../parse/ast.ts';
import { isYearMonthUnit } from './bind-type.ts';
import type { LiteralExpression } from './expression.ts';
import { refuse } from './refuse.ts';

const MAX_INT = 2_147_483_647;

/** @throws SqlError SQL_INVALID_LITERAL when the text is not a value of its type. */
export function bindLiteral(node: LiteralNode): LiteralExpression {
  const { span } = node;
  const literal = (value: Value, type: DataType): LiteralExpression => ({ kind: 'literal', value, type, span });
  switch (node.kind) {
    case 'null-literal':
      return literal(null, { kind: 'NULL', nullable: true });
    case 'boolean-literal':
      return literal(node.value, { kind: 'BOOLEAN', nullable: false });
    case 'number-literal':
      return bindNumber(node);
    case 'string-literal':
      return literal(node.value, { kind: 'CHAR', length: [...node.value].length, nullable: false });
    case 'binary-literal':
      return literal(Uint8Array.from(Buffer.from(node.hex, 'hex')), {
        kind: 'BINARY',
        length: node.hex.length / 2,
        nullable: false,
      });
    case 'datetime-literal':
      return bindDateTime(node);
    case 'interval-literal': {
      const kind = isYearMonthUnit(node.qualifier.from) ? 'INTERVAL_YEAR' : 'INTERVAL_DAY';
      return literal(intervalValue(node), { kind, nullable: false });
    }
  }
}

function bindNumber(node: NumberLiteral): LiteralExpression {
  const { text, span } = node;
  if (!node.exact) {
    const value = Number(text);
    if (!Number.isFinite(value)) return refuse('SQL_INVALID_LITERAL', span, `${text} is beyond the largest DOUBLE`);
    return { kind: 'literal', value, type: { kind: 'DOUBLE', nullable: false }, span };
  }
  const point = text.indexOf('.');
  const scale = point === -1 ? 0 : text.length - point - 1;
  const unscaled = BigInt(text.replace('.', ''));
  if (scale === 0) return bindInteger(unscaled, node);
  const precision = Math.max(text.length - 1, scale);
  if (precision > 38) return refuse('SQL_INVALID_LITERAL', span, `${text} has more than 38 digits`);
  const type: DataType = { kind: 'DECIMAL', precision, scale, nullable: false };
  return { kind: 'literal', value: normalizeDecimal(unscaled), type, span };
}

function bindInteger(value: bigint, node: NumberLiteral): LiteralExpression {
  const { span } = node;
  if (value > BigInt(Number.MAX_SAFE_INTEGER)) {
    const hint = `write it as a decimal: CAST('${value}' AS DECIMAL(38, 0))`;
    return refuse('SQL_INVALID_LITERAL', span, `${value} is beyond 2^53, the largest exact BIGINT here`, hint);
  }
  const kind = value <= MAX_INT ? 'INT' : 'BIGINT';
  return { kind: 'literal', value: Number(value), type: { kind, nullable: false }, span };
}

function bindDateTime(node: DateTimeLiteral): LiteralExpression {
  const { text, span, type } = node;
  const fraction = /\.(\d+)$/.exec(text)?.[1]?.length ?? 0;
  if (type === 'DATE') {
    const days = /^\d{4}-\d{1,2}-\d{1,2}$/.test(text) ? parseDate(text) : undefined;
    if (days === undefined) return badDateTime(node, 'yyyy-MM-dd');
    return { kind: 'literal', value: days, type: { kind: 'DATE', nullable: false }, span };
  }
  const value = type === 'TIME' ? parseTime(text) : parseSqlTimestamp(text);
  if (value === undefined) return badDateTime(node, type === 'TIME' ? 'HH:mm:ss' : 'yyyy-MM-dd HH:mm:ss[.SSS]');
  return { kind: 'literal', value, type: { kind: type, precision: Math.min(fraction, 9), nullable: false }, span };
}

function badDateTime(node: DateTimeLiteral, form: string): never {
  return refuse('SQL_INVALID_LITERAL', node.span, `'${node.text}' is not a ${node.type}`, `write it as ${form}`);
}

const UNIT_SIZE: Readonly<Record<IntervalUnit, number>> = {
  YEAR: 12,
  QUARTER: 3,
  MONTH: 1,
  WEEK: 604_800_000,
  DAY: 86_400_000,
  HOUR: 3_600_000,
  MINUTE: 60_000,
  SECOND: 1000,
};
const DAY_TIME_UNITS: readonly IntervalUnit[] = ['DAY', 'HOUR', 'MINUTE', 'SECOND'];

/** Milliseconds, or months. `1 2:03:04.5` DAY TO SECOND lists the units from the first to the last. */
function intervalValue(node: IntervalLiteral): number {
  const { from, to } = node.qualifier;
  refuseUnit(from, node);
  const units = unitsBetween(from, to ?? from);
  const match = /^\s*([+-])?(.*?)\s*$/.exec(node.text);
  const parts = (match?.[2] ?? '').split(/[ :-]/);
  const valid = parts.length === units.length && parts.every((part, index) => isPart(part, units[index], index));
  if (!valid) return badInterval(node, units);
  checkLeadingDigits(parts[0] ?? '', node);
  const magnitude = parts.reduce((sum, part, index) => sum + partValue(part, units[index] ?? from), 0);
  return (match?.[1] === '-') === node.negative ? magnitude : -magnitude;
}

/** Flink 2.2 takes a WEEK for an hour and a QUARTER for a month: no script means that. */
function refuseUnit(unit: IntervalUnit, node: IntervalLiteral): void {
  if (unit !== 'WEEK' && unit !== 'QUARTER') return;
  const hint = unit === 'WEEK' ? "write INTERVAL '7' DAY" : "write INTERVAL '3' MONTH";
  refuse('SQL_UNSUPPORTED', node.span, `Flink 2.2 miscounts intervals of ${unit}`, hint);
}

/** The first number has two digits at most, or as many as stand in parentheses after its unit. */
function checkLeadingDigits(part: string, node: IntervalLiteral): void {
  const { from, precision = 2 } = node.qualifier;
  const digits = part.replace(/\..*$/, '').replace(/^0+/, '').length;
  if (digits <= precision) return;
  const hint = from === 'SECOND' ? 'use a larger unit' : `write ${from}(${digits}), or use a larger unit`;
  refuse('SQL_INVALID_LITERAL', node.span, `${part} has more digits than ${from}(${precision})`, hint);
}

function unitsBetween(from: IntervalUnit, to: IntervalUnit): readonly IntervalUnit[] {
  if (from === to) return [from];
  if (isYearMonthUnit(from)) return ['YEAR', 'MONTH'];
  return DAY_TIME_UNITS.slice(DAY_TIME_UNITS.indexOf(from), DAY_TIME_UNITS.indexOf(to) + 1);
}

function isPart(part: string, unit: IntervalUnit | undefined, index: number): boolean {
  if (!(unit === 'SECOND' ? /^\d+(\.\d{1,3}0*)?$/ : /^\d+$/).test(part)) return false;
  const limit = unit === 'MONTH' ? 12 : unit === 'HOUR' ? 24 : 60;
  return index === 0 || Number(part) < limit;
}

function partValue(part: string, unit: IntervalUnit): number {
  const [whole = '0', fraction = ''] = part.split('.');
  return Number(whole) * UNIT_SIZE[unit] + Number(fraction.padEnd(3, '0').slice(0, 3));
}

function badInterval(node: IntervalLiteral, units: readonly IntervalUnit[]): never {
  const example = units.length === 1 ? '5' : units.includes('YEAR') ? '1-6' : '1:30';
  const range = units.length === 1 ? node.qualifier.from : `${node.qualifier.from} TO ${node.qualifier.to}`;
  const hint = `such as INTERVAL '${example}' ${range}, with milliseconds at the finest`;
  return refuse('SQL_INVALID_LITERAL', node.span, `'${node.text}' is not an interval of ${range}`, hint);
}
