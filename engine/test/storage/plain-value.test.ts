import fc from 'fast-check';
import { expect, test } from 'vitest';
import { decodePlainValue, encodePlainValue, type PlainValue } from '../../src/storage/plain-value.ts';

const { plain } = fc.letrec<{ plain: PlainValue }>((tie) => ({
  plain: fc.oneof(
    { maxDepth: 4 },
    fc.constantFrom(null, true, false, 0, -0, Number.NaN, Infinity, -Infinity, '', '\ud800', '__proto__'),
    fc.double(),
    fc.integer(),
    fc.maxSafeInteger(),
    fc.bigInt(),
    fc.bigInt({ min: -(2n ** 300n), max: 2n ** 300n }),
    fc.string({ unit: 'binary', maxLength: 40 }),
    fc.string({ maxLength: 300 }),
    fc.uint8Array({ maxLength: 50 }),
    fc.array(tie('plain'), { maxLength: 6 }),
    fc.dictionary(fc.string({ maxLength: 12 }), tie('plain'), { maxKeys: 5, noNullPrototype: true }),
  ),
}));

test('every plain value comes back exactly, with −0, NaN, bigints of any size and lone surrogates', () => {
  fc.assert(
    fc.property(plain, (value) => {
      expect(decodePlainValue(encodePlainValue(value))).toStrictEqual(value);
    }),
    { numRuns: 2000 },
  );
});

test('a name that could set a prototype stays a name', () => {
  const value: PlainValue = JSON.parse('{"__proto__": {"a": 1}}');
  expect(JSON.stringify(decodePlainValue(encodePlainValue(value)))).toBe('{"__proto__":{"a":1}}');
});

test('a value is not aliased by what was stored', () => {
  const bytes = Uint8Array.of(1, 2, 3);
  const stored = encodePlainValue([bytes]).slice();
  bytes[0] = 9;
  expect(decodePlainValue(stored)).toEqual([Uint8Array.of(1, 2, 3)]);
});

test('bytes that were cut short or go on are refused', () => {
  const stored = encodePlainValue(['some text', 1.5, [1n]]).slice();
  expect(() => decodePlainValue(stored.subarray(0, -1))).toThrow();
  expect(() => decodePlainValue(Buffer.concat([stored, Buffer.of(0)]))).toThrow();
});
