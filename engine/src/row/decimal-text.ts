/** Reads decimals from text and straight from bytes: an optional sign, digits, a point, more digits, an exponent. */
import { type Decimal, type DecimalShape, fitDecimal, fitsPrecision, powerOfTen, rescaleUnscaled } from './decimal.ts';

const NOT_A_NUMBER = undefined;

const DOT = 46;
const MINUS = 45;
const PLUS = 43;
const ZERO = 48;
/** So many digits always stay below 2^53. */
const MAX_FAST_DIGITS = 15;
/** Beyond this an exponent gives 0 or NULL whatever the digits are; it bounds the work. */
const MAX_EXPONENT = 1000;

const NUMBER = /^([+-]?)(\d+\.?\d*|\.\d+)(?:[eE]([+-]?\d+))?$/;

/**
 * The decimal that `text` spells, rounded HALF_UP to the scale of `shape`. NULL when it has too many digits before the
 * point, undefined when it is not a number. No spaces are allowed.
 */
export function parseDecimal(text: string, shape: DecimalShape): Decimal | null | undefined {
  const match = NUMBER.exec(text);
  if (match === null) return NOT_A_NUMBER;
  const [, sign, digits = '', exponentText = '0'] = match;
  const point = digits.indexOf('.');
  const fractionDigits = point < 0 ? 0 : digits.length - point - 1;
  const magnitude = BigInt(digits.replace('.', ''));
  const exponent = Number(exponentText);
  if (magnitude === 0n) return 0;
  if (exponent > MAX_EXPONENT) return null;
  // A value this small cannot round up to one unit, however many digits it was written with.
  const scale = fractionDigits - exponent;
  if (scale > MAX_EXPONENT + digits.length) return 0;
  const unscaled = sign === '-' ? -magnitude : magnitude;
  const atPositiveScale = scale < 0 ? unscaled * powerOfTen(-scale) : unscaled;
  return fitDecimal(rescaleUnscaled(atPositiveScale, Math.max(scale, 0), shape.scale), shape.precision);
}

/**
 * As parseDecimal, from ASCII bytes `[start, end)`. Plain numbers of up to 15 digits with no more than `shape.scale`
 * of them after the point are read digit by digit; everything else goes through text.
 */
export function parseDecimalBytes(
  bytes: Uint8Array,
  start: number,
  end: number,
  shape: DecimalShape,
): Decimal | null | undefined {
  const first = bytes[start];
  const negative = first === MINUS;
  let at = negative || first === PLUS ? start + 1 : start;
  let value = 0;
  let digits = 0;
  let fractionDigits = -1;
  for (; at < end; at += 1) {
    const byte = bytes[at] ?? 0;
    const digit = byte - ZERO;
    if (digit >= 0 && digit <= 9) {
      value = value * 10 + digit;
      digits += 1;
      if (fractionDigits >= 0) fractionDigits += 1;
    } else if (byte === DOT && fractionDigits < 0) {
      fractionDigits = 0;
    } else {
      return slowParse(bytes, start, end, shape);
    }
  }
  const missing = shape.scale - Math.max(fractionDigits, 0);
  if (digits === 0 || missing < 0 || digits + missing > MAX_FAST_DIGITS) return slowParse(bytes, start, end, shape);
  const unscaled = value * 10 ** missing;
  if (!fitsPrecision(unscaled, shape.precision)) return null;
  return negative ? 0 - unscaled : unscaled;
}

function slowParse(bytes: Uint8Array, start: number, end: number, shape: DecimalShape): Decimal | null | undefined {
  return parseDecimal(Buffer.from(bytes.buffer, bytes.byteOffset + start, end - start).toString('latin1'), shape);
}

/** The decimal whose digits JavaScript (like Java) prints for the double; NULL when it does not fit or is not finite. */
export function doubleToDecimal(value: number, shape: DecimalShape): Decimal | null {
  return parseDecimal(String(value), shape) ?? null;
}
