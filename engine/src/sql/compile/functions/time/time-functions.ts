/** Arithmetic on times: fields, rounding, intervals, differences. */
import assert from 'node:assert/strict';
import { addMonths, addMonthsToDate, monthsBetween } from '../../../../row/add-months.ts';
import { dayOfTimestamp, MS_PER_DAY, MS_PER_HOUR, MS_PER_MINUTE, MS_PER_SECOND } from '../../../../row/civil-date.ts';
import type { DataType } from '../../../../row/data-type.ts';
import { extractField, isTimeField } from '../../../../row/time-field.ts';
import { ceilToUnit, floorToUnit, isTimeUnit, type TimeUnit } from '../../../../row/time-unit.ts';
import type { ScalarFunctionName } from '../../../functions/names.ts';
import { assignUnlessNull, type CallSite, type FunctionCompiler } from '../../expression-scope.ts';
import { outOfRange } from '../../number-range.ts';
import { argumentAt, compileArguments, hintOf, literalText } from '../implementation.ts';
import { invalidArgument } from '../text/encoding.ts';

/** A function of one time value, made for the unit and the value's type. */
function ofUnit(
  unitIndex: number,
  make: (unit: string, type: DataType) => (value: number) => number,
): FunctionCompiler {
  return (site) => {
    const valueIndex = 1 - unitIndex;
    const type = typeAt(site, valueIndex);
    const callee = site.scope.writer.bind(hintOf(site), make(literalText(site, unitIndex), type));
    const value = argumentAt(compileArguments(site), valueIndex);
    return assignUnlessNull(site.scope, hintOf(site), [value], { code: `${callee}(${value.code})`, nullable: false });
  };
}

function typeAt({ call }: CallSite, index: number): DataType {
  const type = call.args[index]?.type;
  assert(type !== undefined);
  return type;
}

function extractor(field: string, type: DataType): (value: number) => number {
  if (type.kind === 'INTERVAL_YEAR') return monthsField(field);
  if (type.kind === 'INTERVAL_DAY') return durationField(field);
  if (!isTimeField(field)) throw invalidArgument(`EXTRACT knows no field ${field}`);
  if (type.kind === 'DATE') return (days) => extractField(field, days * MS_PER_DAY);
  return (ms) => extractField(field, ms);
}

function monthsField(field: string): (months: number) => number {
  switch (field) {
    case 'YEAR':
      return (months) => Math.trunc(months / 12) + 0;
    case 'QUARTER':
      return (months) => Math.trunc((months % 12) / 3) + 1;
    case 'MONTH':
      return (months) => (months % 12) + 0;
    default:
      throw invalidArgument(`an interval of months has no field ${field}`);
  }
}

function durationField(field: string): (ms: number) => number {
  const part = (unit: number, modulus: number) => (ms: number) => Math.trunc((ms % modulus) / unit) + 0;
  switch (field) {
    case 'DAY':
      return (ms) => Math.trunc(ms / MS_PER_DAY) + 0;
    case 'HOUR':
      return part(MS_PER_HOUR, MS_PER_DAY);
    case 'MINUTE':
      return part(MS_PER_MINUTE, MS_PER_HOUR);
    case 'SECOND':
      return part(MS_PER_SECOND, MS_PER_MINUTE);
    case 'MILLISECOND':
      return part(1, MS_PER_SECOND);
    case 'EPOCH':
      return (ms) => Math.trunc(ms / MS_PER_SECOND) + 0;
    default:
      throw invalidArgument(`an interval of days has no field ${field}`);
  }
}

function rounder(round: (unit: TimeUnit, ms: number) => number) {
  return (unit: string, type: DataType): ((value: number) => number) => {
    if (!isTimeUnit(unit)) throw invalidArgument(`times are not rounded to ${unit}`);
    if (type.kind === 'DATE') return (days) => dayOfTimestamp(round(unit, days * MS_PER_DAY));
    return (ms) => round(unit, ms);
  };
}

/** Time ± interval; the interval's kind and the result's type decide. */
function shifted(sign: '+' | '-'): FunctionCompiler {
  return (site) => {
    const args = compileArguments(site);
    const [time, interval] = [argumentAt(args, 0), argumentAt(args, 1)];
    const code = shiftCode(site, time.code, sign, interval.code);
    return assignUnlessNull(site.scope, hintOf(site), args, { code, nullable: false });
  };
}

function shiftCode(site: CallSite, time: string, sign: '+' | '-', interval: string): string {
  const { writer } = site.scope;
  const [from, to] = [typeAt(site, 0).kind, site.call.type.kind];
  const isMonths = typeAt(site, 1).kind === 'INTERVAL_YEAR';
  if (from === 'TIME') {
    return isMonths ? time : `((${time} ${sign} ${interval}) % ${MS_PER_DAY} + ${MS_PER_DAY}) % ${MS_PER_DAY}`;
  }
  const signed = sign === '-' ? `-${interval}` : interval;
  if (from === 'DATE' && to === 'DATE') {
    if (isMonths) return `${writer.bind('addMonthsToDate', addMonthsToDate)}(${time}, ${signed})`;
    return `${time} ${sign} Math.trunc(${interval} / ${MS_PER_DAY})`;
  }
  const ms = from === 'DATE' ? `${time} * ${MS_PER_DAY}` : time;
  return isMonths ? `${writer.bind('addMonths', addMonths)}(${ms}, ${signed})` : `${ms} ${sign} ${interval}`;
}

/** A time argument in milliseconds. */
function inMs(site: CallSite, index: number, code: string): string {
  return typeAt(site, index).kind === 'DATE' ? `${code} * ${MS_PER_DAY}` : code;
}

const UNIT_MS: Readonly<Record<string, number>> = {
  MICROSECOND: 0.001,
  MILLISECOND: 1,
  SECOND: MS_PER_SECOND,
  MINUTE: MS_PER_MINUTE,
  HOUR: MS_PER_HOUR,
  DAY: MS_PER_DAY,
  WEEK: 7 * MS_PER_DAY,
};
/** A difference is an INT, as in Flink, where a larger one wraps around. */
const [MIN_INT, MAX_INT] = [-2_147_483_648, 2_147_483_647];
const UNIT_MONTHS: Readonly<Record<string, number>> = { MONTH: 1, QUARTER: 3, YEAR: 12 };

/** Whole units from a to b, truncated towards zero. */
const timestampDiff: FunctionCompiler = (site) => {
  const unit = literalText(site, 0);
  const [, a, b] = compileArguments(site);
  assert(a !== undefined && b !== undefined);
  const [from, to] = [inMs(site, 1, a.code), inMs(site, 2, b.code)];
  const code = differenceCode(site, unit, { from, to });
  const whole = site.scope.writer.bind('wholeUnits', (difference: number) => {
    const units = Math.trunc(difference) + 0;
    if (units < MIN_INT || units > MAX_INT) throw outOfRange(units, site.call.type, site.call.span);
    return units;
  });
  return assignUnlessNull(site.scope, 'difference', [a, b], { code: `${whole}(${code})`, nullable: false });
};

function differenceCode(site: CallSite, unit: string, { from, to }: { from: string; to: string }): string {
  const ms = UNIT_MS[unit];
  if (ms !== undefined) return ms < 1 ? `(${to} - ${from}) * ${1 / ms}` : `(${to} - ${from}) / ${ms}`;
  const months = UNIT_MONTHS[unit];
  if (months === undefined) throw invalidArgument(`TIMESTAMPDIFF knows no unit ${unit}`);
  return `${site.scope.writer.bind('monthsBetween', monthsBetween)}(${from}, ${to}) / ${months}`;
}

/** Milliseconds or months from the earlier to the later time. */
const timeDifference: FunctionCompiler = (site) => {
  const [later, earlier] = compileArguments(site);
  assert(later !== undefined && earlier !== undefined);
  const [to, from] = [inMs(site, 0, later.code), inMs(site, 1, earlier.code)];
  const months = () => `${site.scope.writer.bind('monthsBetween', monthsBetween)}(${from}, ${to})`;
  const code = site.call.type.kind === 'INTERVAL_YEAR' ? months() : `${to} - ${from}`;
  return assignUnlessNull(site.scope, 'between', [later, earlier], { code, nullable: false });
};

export const timeFunctions = {
  EXTRACT: ofUnit(0, extractor),
  FLOOR_TIME: ofUnit(1, rounder(floorToUnit)),
  CEIL_TIME: ofUnit(1, rounder(ceilToUnit)),
  DATETIME_PLUS: shifted('+'),
  DATETIME_MINUS: shifted('-'),
  TIMESTAMPDIFF: timestampDiff,
  TIME_DIFFERENCE: timeDifference,
} satisfies Partial<Record<ScalarFunctionName, FunctionCompiler>>;
