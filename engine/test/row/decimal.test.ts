/** Decimals against an oracle of exact fractions of bigints. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  type Decimal,
  type DecimalShape,
  decimalAdd,
  decimalCompare,
  decimalDivide,
  decimalMultiply,
  decimalRemainder,
  decimalRescale,
  decimalSubtract,
  decimalToDouble,
  decimalTruncate,
  formatDecimal,
  normalizeDecimal,
} from '../../src/row/decimal.ts';
import { doubleToDecimal, parseDecimal, parseDecimalBytes } from '../../src/row/decimal-text.ts';

/** A fraction, always with a positive denominator. */
interface Fraction {
  readonly numerator: bigint;
  readonly denominator: bigint;
}

function fraction(value: Decimal, scale: number): Fraction {
  return { numerator: BigInt(value), denominator: 10n ** BigInt(scale) };
}

/** Rounds half away from zero to an unscaled integer of the scale; null when it has too many digits. */
function rounded({ numerator, denominator }: Fraction, { precision, scale }: DecimalShape): Decimal | null {
  const negative = numerator < 0n !== denominator < 0n;
  const n = (numerator < 0n ? -numerator : numerator) * 10n ** BigInt(scale);
  const d = denominator < 0n ? -denominator : denominator;
  const magnitude = (2n * n + d) / (2n * d);
  const unscaled = negative ? -magnitude : magnitude;
  return magnitude >= 10n ** BigInt(precision) ? null : normalizeDecimal(unscaled);
}

const shapes = fc
  .integer({ min: 1, max: 38 })
  .chain((precision) =>
    fc.record({ precision: fc.constant(precision), scale: fc.integer({ min: 0, max: precision }) }),
  );

/** Decimals of a shape, with the borders of the number form well represented. */
function decimals({ precision }: DecimalShape): fc.Arbitrary<Decimal> {
  const limit = 10n ** BigInt(precision) - 1n;
  const clamp = (value: bigint) => normalizeDecimal(value > limit ? limit : value < -limit ? -limit : value);
  return fc.oneof(
    fc.bigInt({ min: -limit, max: limit }).map(clamp),
    fc.bigInt({ min: -1000n, max: 1000n }).map(clamp),
    fc.bigInt({ min: 2n ** 53n - 3n, max: 2n ** 53n + 3n }).map(clamp),
  );
}

const operands = fc
  .tuple(shapes, shapes, shapes)
  .chain(([a, b, result]) => fc.tuple(fc.constant({ a, b, result }), decimals(a), decimals(b)));

const runs = { numRuns: 3000 };

describe('decimal arithmetic agrees with exact fractions', () => {
  test('addition and subtraction', () => {
    fc.assert(
      fc.property(operands, ([{ a, b, result }, x, y]) => {
        const [p, q] = [fraction(x, a.scale), fraction(y, b.scale)];
        const total = (sign: bigint) => ({
          numerator: p.numerator * q.denominator + sign * q.numerator * p.denominator,
          denominator: p.denominator * q.denominator,
        });
        expect(decimalAdd(a, b, result)(x, y)).toBe(rounded(total(1n), result));
        expect(decimalSubtract(a, b, result)(x, y)).toBe(rounded(total(-1n), result));
      }),
      runs,
    );
  });

  test('multiplication', () => {
    fc.assert(
      fc.property(operands, ([{ a, b, result }, x, y]) => {
        const [p, q] = [fraction(x, a.scale), fraction(y, b.scale)];
        const product = { numerator: p.numerator * q.numerator, denominator: p.denominator * q.denominator };
        expect(decimalMultiply(a, b, result)(x, y)).toBe(rounded(product, result));
      }),
      runs,
    );
  });

  test('division, where the quotient has no more than 38 digits', () => {
    fc.assert(
      fc.property(operands, ([{ a, b, result }, x, y]) => {
        fc.pre(y !== 0 && Math.abs(Number(y)) < 1e12 && result.scale <= 12);
        const [p, q] = [fraction(x, a.scale), fraction(y, b.scale)];
        const quotient = { numerator: p.numerator * q.denominator, denominator: p.denominator * q.numerator };
        const digits = (quotient.numerator / quotient.denominator).toString().length + result.scale;
        fc.pre(digits < 36);
        expect(decimalDivide(a, b, result)(x, y)).toBe(rounded(quotient, result));
      }),
      runs,
    );
  });

  test('remainder has the sign of the dividend', () => {
    fc.assert(
      fc.property(operands, ([{ a, b }, x, y]) => {
        fc.pre(y !== 0);
        const scale = Math.max(a.scale, b.scale);
        const [p, q] = [BigInt(x) * 10n ** BigInt(scale - a.scale), BigInt(y) * 10n ** BigInt(scale - b.scale)];
        const result = { precision: 76, scale };
        expect(decimalRemainder(a, b, result)(x, y)).toBe(normalizeDecimal(p % q));
      }),
      runs,
    );
  });

  test('rescaling rounds half away from zero', () => {
    fc.assert(
      fc.property(operands, ([{ a, result }, x]) => {
        expect(decimalRescale(a.scale, result)(x)).toBe(rounded(fraction(x, a.scale), result));
      }),
      runs,
    );
  });

  test('comparison', () => {
    fc.assert(
      fc.property(operands, ([{ a, b }, x, y]) => {
        const [p, q] = [fraction(x, a.scale), fraction(y, b.scale)];
        const difference = p.numerator * q.denominator - q.numerator * p.denominator;
        expect(Math.sign(decimalCompare(a.scale, b.scale)(x, y))).toBe(difference < 0n ? -1 : difference > 0n ? 1 : 0);
      }),
      runs,
    );
  });
});

describe('decimals as text', () => {
  test('what is formatted reads back the same, from text and from bytes', () => {
    fc.assert(
      fc.property(
        shapes.chain((shape) => fc.tuple(fc.constant(shape), decimals(shape))),
        ([shape, value]) => {
          const text = formatDecimal(value, shape.scale);
          expect(parseDecimal(text, shape)).toBe(value);
          const bytes = Buffer.from(`x${text}x`);
          expect(parseDecimalBytes(bytes, 1, bytes.length - 1, shape)).toBe(value);
        },
      ),
      runs,
    );
  });

  const money = { precision: 10, scale: 2 };

  test.each([
    ['299.99', 29999],
    ['-0.005', -1],
    ['0.005', 1],
    ['0.0049', 0],
    ['1e3', 100000],
    ['1.5E-1', 15],
    ['+7', 700],
    ['.5', 50],
    ['5.', 500],
    ['-0', 0],
    ['99999999.99', 9999999999],
    ['99999999.995', null],
    ['1e400', null],
    ['1e-4000', 0],
    ['0e999999', 0],
    ['', undefined],
    ['.', undefined],
    ['1,5', undefined],
    [' 1', undefined],
    ['1e', undefined],
    ['--1', undefined],
    ['NaN', undefined],
  ])('%s', (text, expected) => {
    expect(parseDecimal(text, money)).toBe(expected);
    const bytes = Buffer.from(text);
    expect(parseDecimalBytes(bytes, 0, bytes.length, money)).toBe(expected);
  });
});

describe('doubles', () => {
  test('a double becomes the decimal of the digits that are printed for it', () => {
    expect(doubleToDecimal(1.005, { precision: 10, scale: 2 })).toBe(101);
    expect(doubleToDecimal(0.1, { precision: 38, scale: 20 })).toBe(10000000000000000000n);
    expect(doubleToDecimal(1e30, { precision: 10, scale: 2 })).toBeNull();
    expect(doubleToDecimal(Number.NaN, { precision: 10, scale: 2 })).toBeNull();
  });

  test('a decimal becomes the nearest double', () => {
    fc.assert(
      fc.property(
        shapes.chain((shape) => fc.tuple(fc.constant(shape), decimals(shape))),
        ([{ scale }, value]) => {
          expect(decimalToDouble(value, scale)).toBe(Number(formatDecimal(value, scale)));
        },
      ),
      runs,
    );
  });

  test('truncation drops what is after the point', () => {
    expect(decimalTruncate(-199, 2)).toBe(-1);
    expect(decimalTruncate(10n ** 37n + 5n, 20)).toBe(100000000000000000n);
  });
});

describe('the normal form', () => {
  test('division by zero is an error', () => {
    const shape = { precision: 10, scale: 2 };
    expect(() => decimalDivide(shape, shape, shape)(1, 0)).toThrow('Division by zero');
    expect(() => decimalRemainder(shape, shape, shape)(1, 0)).toThrow('Division by zero');
  });

  test('a quotient is rounded to 38 digits before it is rounded to its scale, as in Flink', () => {
    // 4.99…9 (38 nines after the point, then 9) rounds up to 5.0 in the first step, so 0.5 → 1 in the second.
    const result = { precision: 38, scale: 0 };
    const x = normalizeDecimal(10n ** 38n - 1n);
    const y = normalizeDecimal(2n * 10n ** 38n - 1n);
    expect(decimalDivide({ precision: 38, scale: 0 }, { precision: 38, scale: 0 }, result)(x, y)).toBe(1);
  });
});
