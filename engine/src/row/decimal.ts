/**
 * Exact decimals. A DECIMAL(p, s) is its unscaled integer: 12.50 of scale 2 is 1250. A `number` while it lies within
 * ±(2^53 − 1), a `bigint` beyond, never the other way round, so that equal decimals of one scale are `===`.
 *
 * Operations are made once per expression for the shapes of their operands and then called per row. As in Flink,
 * results are rounded HALF_UP (away from zero on a tie) and a result that does not fit its precision is NULL.
 */
import { MillraceError } from '../errors/millrace-error.ts';

export type Decimal = number | bigint;

/** Precision (digits in all, up to 38) and scale (digits after the point). A DecimalType is one. */
export interface DecimalShape {
  readonly precision: number;
  readonly scale: number;
}

export type DecimalOperation = (a: Decimal, b: Decimal) => Decimal | null;

export const MAX_PRECISION = 38;

const SAFE = BigInt(Number.MAX_SAFE_INTEGER);
/** 10^15 is the largest power of ten below 2^53. */
const MAX_EXACT_EXPONENT = 15;

const powers: bigint[] = [];
for (let exponent = 0, power = 1n; exponent <= 120; exponent += 1, power *= 10n) powers.push(power);

/** 10^exponent, exact. */
export function powerOfTen(exponent: number): bigint {
  return powers[exponent] ?? 10n ** BigInt(exponent);
}

/** The normal form of an unscaled integer. */
export function normalizeDecimal(unscaled: bigint): Decimal {
  return unscaled >= -SAFE && unscaled <= SAFE ? Number(unscaled) : unscaled;
}

/** Whether the unscaled integer has at most `precision` digits. */
export function fitsPrecision(unscaled: Decimal, precision: number): boolean {
  if (typeof unscaled === 'number' && precision > MAX_EXACT_EXPONENT) return true;
  const limit = powerOfTen(precision);
  return unscaled < limit && unscaled > -limit;
}

/** Normal form, or NULL when it does not fit. */
export function fitDecimal(unscaled: bigint, precision: number): Decimal | null {
  return fitsPrecision(unscaled, precision) ? normalizeDecimal(unscaled) : null;
}

/** The quotient of two integers rounded half away from zero. */
export function divideHalfUp(dividend: bigint, divisor: bigint): bigint {
  const quotient = dividend / divisor;
  const remainder = dividend % divisor;
  if (absolute(remainder) * 2n < absolute(divisor)) return quotient;
  return dividend < 0n === divisor < 0n ? quotient + 1n : quotient - 1n;
}

/** Moves the point of an unscaled integer, rounding half up where digits are lost. */
export function rescaleUnscaled(unscaled: bigint, fromScale: number, toScale: number): bigint {
  if (toScale >= fromScale) return unscaled * powerOfTen(toScale - fromScale);
  return divideHalfUp(unscaled, powerOfTen(fromScale - toScale));
}

/** Casts decimals of `fromScale` to `to`. */
export function decimalRescale(fromScale: number, to: DecimalShape): (value: Decimal) => Decimal | null {
  const exact = (value: Decimal) => fitDecimal(rescaleUnscaled(BigInt(value), fromScale, to.scale), to.precision);
  const digits = to.scale - fromScale;
  if (Math.abs(digits) > MAX_EXACT_EXPONENT) return exact;
  const limit = numberLimit(to.precision);
  const factor = Number(powerOfTen(Math.abs(digits)));
  if (digits >= 0) {
    return (value) => {
      if (typeof value !== 'number') return exact(value);
      const result = value * factor;
      return result < limit && result > -limit ? result : exact(value);
    };
  }
  return (value) => {
    if (typeof value !== 'number') return exact(value);
    const result = divideNumberHalfUp(value, factor);
    return result < limit && result > -limit ? result : exact(value);
  };
}

/** a + b. */
export function decimalAdd(a: DecimalShape, b: DecimalShape, result: DecimalShape): DecimalOperation {
  return sum(a.scale, b.scale, result, 1);
}

/** a − b. */
export function decimalSubtract(a: DecimalShape, b: DecimalShape, result: DecimalShape): DecimalOperation {
  return sum(a.scale, b.scale, result, -1);
}

function sum(aScale: number, bScale: number, result: DecimalShape, sign: 1 | -1): DecimalOperation {
  const scale = Math.max(aScale, bScale);
  const aFactor = powerOfTen(scale - aScale);
  const bFactor = powerOfTen(scale - bScale) * BigInt(sign);
  const exact = (a: Decimal, b: Decimal) =>
    fitDecimal(rescaleUnscaled(BigInt(a) * aFactor + BigInt(b) * bFactor, scale, result.scale), result.precision);
  if (scale !== result.scale) return exact;
  const aNumber = Number(aFactor);
  const bNumber = Number(bFactor);
  const limit = numberLimit(result.precision);
  return (a, b) => {
    if (typeof a !== 'number' || typeof b !== 'number') return exact(a, b);
    // Both terms are checked: a sum of two inexact products may look small.
    const left = a * aNumber;
    const right = b * bNumber;
    const total = left + right;
    return isSafe(left) && isSafe(right) && total < limit && total > -limit ? total : exact(a, b);
  };
}

/** a · b. */
export function decimalMultiply(a: DecimalShape, b: DecimalShape, result: DecimalShape): DecimalOperation {
  const scale = a.scale + b.scale;
  const exact = (x: Decimal, y: Decimal) =>
    fitDecimal(rescaleUnscaled(BigInt(x) * BigInt(y), scale, result.scale), result.precision);
  if (scale !== result.scale) return exact;
  const limit = numberLimit(result.precision);
  return (x, y) => {
    if (typeof x !== 'number' || typeof y !== 'number') return exact(x, y);
    const product = x * y + 0; // + 0 turns −0 into 0.
    return product < limit && product > -limit ? product : exact(x, y);
  };
}

/**
 * a / b. As Flink: the quotient is rounded to 38 significant digits first and then to the result's scale.
 * @throws MillraceError DIVISION_BY_ZERO
 */
export function decimalDivide(a: DecimalShape, b: DecimalShape, result: DecimalShape): DecimalOperation {
  const shift = result.scale - a.scale + b.scale;
  const factor = shift >= 0 && shift <= MAX_EXACT_EXPONENT ? Number(powerOfTen(shift)) : Number.POSITIVE_INFINITY;
  const limit = numberLimit(result.precision);
  const exact = (x: Decimal, y: Decimal) => {
    const { unscaled, scale } = quotient(BigInt(x), BigInt(y), a.scale - b.scale);
    return fitDecimal(rescaleUnscaled(unscaled, scale, result.scale), result.precision);
  };
  return (x, y) => {
    if (typeof x !== 'number' || typeof y !== 'number') return exact(x, y);
    if (y === 0) throw divisionByZero();
    const dividend = x * factor;
    if (!isSafe(dividend)) return exact(x, y);
    const value = divideNumberHalfUp(dividend, y);
    return value < limit && value > -limit ? value : exact(x, y);
  };
}

/**
 * The remainder with the sign of a, as `%` of Java's BigDecimal.
 * @throws MillraceError DIVISION_BY_ZERO
 */
export function decimalRemainder(a: DecimalShape, b: DecimalShape, result: DecimalShape): DecimalOperation {
  const scale = Math.max(a.scale, b.scale);
  const aFactor = powerOfTen(scale - a.scale);
  const bFactor = powerOfTen(scale - b.scale);
  return (x, y) => {
    if (typeof y === 'number' && y === 0) throw divisionByZero();
    const remainder = (BigInt(x) * aFactor) % (BigInt(y) * bFactor);
    return fitDecimal(rescaleUnscaled(remainder, scale, result.scale), result.precision);
  };
}

/** Orders decimals of two scales: negative, 0 or positive. For equal scales `<` and `===` do. */
export function decimalCompare(aScale: number, bScale: number): (a: Decimal, b: Decimal) => number {
  const scale = Math.max(aScale, bScale);
  const aFactor = powerOfTen(scale - aScale);
  const bFactor = powerOfTen(scale - bScale);
  const aNumber = Number(aFactor);
  const bNumber = Number(bFactor);
  return (a, b) => {
    if (typeof a === 'number' && typeof b === 'number') {
      const left = a * aNumber;
      const right = b * bNumber;
      if (isSafe(left) && isSafe(right)) return left - right;
    }
    const difference = BigInt(a) * aFactor - BigInt(b) * bFactor;
    return difference < 0n ? -1 : difference > 0n ? 1 : 0;
  };
}

/** −a. The result always fits. */
export function decimalNegate(value: Decimal): Decimal {
  return typeof value === 'number' ? 0 - value : -value;
}

/** The nearest double. */
export function decimalToDouble(value: Decimal, scale: number): number {
  // Both are exact doubles up to 10^22, so that one division rounds once and correctly.
  if (typeof value === 'number' && scale <= 22) return value / 10 ** scale;
  return Number(formatDecimal(value, scale));
}

/** Drops the digits after the point. */
export function decimalTruncate(value: Decimal, scale: number): Decimal {
  if (scale === 0) return value;
  if (typeof value === 'number' && scale <= MAX_EXACT_EXPONENT) return Math.trunc(value / 10 ** scale) + 0;
  return normalizeDecimal(BigInt(value) / powerOfTen(scale));
}

/** Plain notation with exactly `scale` digits after the point: `-0.50`. */
export function formatDecimal(value: Decimal, scale: number): string {
  if (scale === 0) return String(value);
  const negative = value < 0;
  const digits = String(value)
    .slice(negative ? 1 : 0)
    .padStart(scale + 1, '0');
  const point = digits.length - scale;
  return `${negative ? '-' : ''}${digits.slice(0, point)}.${digits.slice(point)}`;
}

/** x / y rounded half up to 38 significant digits, as an unscaled integer of the scale that this needs. */
function quotient(x: bigint, y: bigint, scale: number): { unscaled: bigint; scale: number } {
  if (y === 0n) throw divisionByZero();
  if (x === 0n) return { unscaled: 0n, scale: Math.max(scale, 0) };
  let shift = MAX_PRECISION - digitCount(x) + digitCount(y);
  let unscaled = shiftedQuotient(x, y, shift);
  // The estimate of the shift may be one digit too long.
  if (digitCount(unscaled) > MAX_PRECISION) {
    shift -= 1;
    unscaled = shiftedQuotient(x, y, shift);
  }
  const resultScale = scale + shift;
  return resultScale >= 0
    ? { unscaled, scale: resultScale }
    : { unscaled: unscaled * powerOfTen(-resultScale), scale: 0 };
}

function shiftedQuotient(x: bigint, y: bigint, shift: number): bigint {
  return shift >= 0 ? divideHalfUp(x * powerOfTen(shift), y) : divideHalfUp(x, y * powerOfTen(-shift));
}

function digitCount(value: bigint): number {
  return absolute(value).toString().length;
}

/** Exact for integers within ±(2^53 − 1): the double quotient may be off by one unit, which the remainder mends. */
function divideNumberHalfUp(dividend: number, divisor: number): number {
  const remainder = dividend % divisor;
  const quotient = Math.round((dividend - remainder) / divisor);
  const left = Math.abs(remainder);
  const roundsAway = left >= Math.abs(divisor) - left;
  if (!roundsAway) return quotient + 0;
  return dividend < 0 === divisor < 0 ? quotient + 1 : quotient - 1;
}

/** Results below this in magnitude are exact as numbers and fit `precision` digits. */
function numberLimit(precision: number): number {
  return precision > MAX_EXACT_EXPONENT ? Number.MAX_SAFE_INTEGER + 1 : 10 ** precision;
}

function isSafe(value: number): boolean {
  return value <= Number.MAX_SAFE_INTEGER && value >= -Number.MAX_SAFE_INTEGER;
}

function absolute(value: bigint): bigint {
  return value < 0n ? -value : value;
}

export function divisionByZero(): MillraceError {
  return new MillraceError('Division by zero', {
    code: 'DIVISION_BY_ZERO',
    domain: 'user',
    retry: 'never',
    hint: 'guard it: CASE WHEN b <> 0 THEN a / b END, or a / NULLIF(b, 0)',
  });
}
