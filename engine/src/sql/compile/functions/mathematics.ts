/** Mathematical functions: rounding in every numeric type, the rest on DOUBLE. */
import type { DataType } from '../../../row/data-type.ts';
import {
  type Decimal,
  decimalNegate,
  divideHalfUp,
  fitDecimal,
  normalizeDecimal,
  powerOfTen,
  rescaleUnscaled,
} from '../../../row/decimal.ts';
import type { Value } from '../../../row/row.ts';
import type { ScalarFunctionName } from '../../functions/names.ts';
import { assignUnlessNull, type CallSite, type FunctionCompiler } from '../expression-scope.ts';
import { integerRange, outOfRange } from '../number-range.ts';
import { compileArguments, hintOf, strict, strictCall } from './implementation.ts';

/** A function chosen by the type of its first argument. */
function byType(
  choose: (from: DataType, site: CallSite) => ((value: never, digits: number) => Value) | 'same',
): FunctionCompiler {
  return (site) => {
    const args = compileArguments(site);
    const [value] = args;
    const from = site.call.args[0]?.type;
    if (value === undefined || from === undefined) return { code: 'null', nullable: true };
    const implementation = choose(from, site);
    if (implementation === 'same') return value;
    const code = `${site.scope.writer.bind(hintOf(site), implementation)}(${args.map((arg) => arg.code).join(', ')})`;
    return assignUnlessNull(site.scope, hintOf(site), args, { code, nullable: site.call.type.kind === 'DECIMAL' });
  };
}

const absolute = byType((from) => {
  if (from.kind === 'DECIMAL') return (value: Decimal) => (value < 0 ? decimalNegate(value) : value);
  return (value: number) => Math.abs(value);
});

/** −1, 0 or 1 in the type of the argument. */
const sign = byType((from) => {
  if (from.kind !== 'DECIMAL') return (value: number) => Math.sign(value);
  const one = normalizeDecimal(powerOfTen(from.scale));
  return (value: Decimal) => (value > 0 ? one : value < 0 ? decimalNegate(one) : 0);
});

/** CEIL and FLOOR: `away` tells, for a decimal with a fraction, whether the whole part moves by one. */
function wholeNumber(round: (value: number) => number, step: 1n | -1n): FunctionCompiler {
  return byType((from, { call }) => {
    if (integerRange(from) !== undefined) return 'same';
    if (from.kind !== 'DECIMAL') return (value: number) => round(value);
    const unit = powerOfTen(from.scale);
    const { type } = call;
    return (value: Decimal) => {
      const unscaled = BigInt(value);
      const whole = unscaled / unit;
      const moves = unscaled % unit !== 0n && unscaled > 0n === step > 0n;
      return inDecimalType(moves ? whole + step : whole, 0, type);
    };
  });
}

type DivideUnscaled = (dividend: bigint, divisor: bigint) => bigint;

/** ROUND and TRUNCATE to a number of digits after the point, or before it when negative. */
function roundTo(divide: DivideUnscaled): FunctionCompiler {
  return byType((from, { call }) => {
    const { type, span } = call;
    if (from.kind === 'DECIMAL') {
      return (value: Decimal, digits = 0) => {
        const rounded = roundUnscaled(BigInt(value), from.scale, digits, divide);
        return inDecimalType(rounded, from.scale, type);
      };
    }
    const range = integerRange(from);
    if (range === undefined)
      return (value: number, digits = 0) => inPrecision(roundDouble(value, digits, divide), type);
    return (value: number, digits = 0) => {
      if (digits >= 0) return value;
      const rounded = Number(roundUnscaled(BigInt(value), 0, digits, divide));
      if (rounded > range.max || rounded < range.min) throw outOfRange(rounded, type, span);
      return rounded;
    };
  });
}

/** The value rounded to `digits` after the point, as an unscaled integer of the same scale as before. */
function roundUnscaled(unscaled: bigint, scale: number, digits: number, divide: DivideUnscaled): bigint {
  if (digits >= scale) return unscaled;
  const unit = powerOfTen(scale - digits);
  return divide(unscaled, unit) * unit;
}

function inDecimalType(unscaled: bigint, scale: number, type: DataType): Decimal | null {
  if (type.kind !== 'DECIMAL') return Number(unscaled / powerOfTen(scale));
  return fitDecimal(rescaleUnscaled(unscaled, scale, type.scale), type.precision);
}

/** Rounds the digits that are printed for the double, as Java does by way of BigDecimal.valueOf. */
function roundDouble(value: number, digits: number, divide: DivideUnscaled): number {
  if (!Number.isFinite(value)) return value;
  const [mantissa = '', exponent = '0'] = String(value).split('e');
  const [whole = '', fraction = ''] = mantissa.split('.');
  const scale = fraction.length - Number(exponent);
  if (digits >= scale) return value;
  const unscaled = roundUnscaled(BigInt(whole + fraction), scale, digits, divide);
  return Number(`${unscaled}e${-scale}`);
}

function inPrecision(value: number, type: DataType): number {
  return type.kind === 'FLOAT' ? Math.fround(value) : value;
}

const truncateDivision: DivideUnscaled = (dividend, divisor) => dividend / divisor;

/** Java's constants for angles. */
const DEGREES_PER_RADIAN = 57.29577951308232;
const RADIANS_PER_DEGREE = 0.017453292519943295;

/** `name` of Math, on doubles. */
function math(name: keyof typeof Math & string): FunctionCompiler {
  return strict((args) => `Math.${name}(${args.join(', ')})`);
}

/** One argument is the natural logarithm. */
const logarithm = strict(([base, value]) =>
  value === undefined ? `Math.log(${base})` : `Math.log(${value}) / Math.log(${base})`,
);

/** The digits of the number's 64-bit two's complement. */
function twosComplement(value: number, radix: number): string {
  return (value < 0 ? BigInt.asUintN(64, BigInt(value)) : value).toString(radix);
}

function hexadecimal(value: number | string): string {
  const digits = typeof value === 'string' ? Buffer.from(value).toString('hex') : twosComplement(value, 16);
  return digits.toUpperCase();
}

export const mathematicalFunctions = {
  ABS: absolute,
  CEIL: wholeNumber(Math.ceil, 1n),
  FLOOR: wholeNumber(Math.floor, -1n),
  ROUND: roundTo(divideHalfUp),
  TRUNCATE: roundTo(truncateDivision),
  SIGN: sign,
  POWER: math('pow'),
  SQRT: math('sqrt'),
  EXP: math('exp'),
  LN: math('log'),
  LOG: logarithm,
  LOG10: math('log10'),
  LOG2: strict(([value]) => `Math.log(${value}) / ${Math.LN2}`),
  SIN: math('sin'),
  COS: math('cos'),
  TAN: math('tan'),
  COT: strict(([value]) => `1 / Math.tan(${value})`),
  ASIN: math('asin'),
  ACOS: math('acos'),
  ATAN: math('atan'),
  ATAN2: math('atan2'),
  SINH: math('sinh'),
  COSH: math('cosh'),
  TANH: math('tanh'),
  DEGREES: strict(([value]) => `${value} * ${DEGREES_PER_RADIAN}`),
  RADIANS: strict(([value]) => `${value} * ${RADIANS_PER_DEGREE}`),
  PI: () => ({ code: String(Math.PI), nullable: false, constant: Math.PI }),
  E: () => ({ code: String(Math.E), nullable: false, constant: Math.E }),
  BIN: strictCall((value: number) => twosComplement(value, 2)),
  HEX: strictCall(hexadecimal),
} satisfies Partial<Record<ScalarFunctionName, FunctionCompiler>>;
