import fc from 'fast-check';
import { expect, test } from 'vitest';
import { MAX_KEY_BYTES } from '../../src/storage/environment.ts';
import { afterPrefix, type OrderedKeyPart, orderedKey } from '../../src/storage/ordered-key.ts';

const part: fc.Arbitrary<OrderedKeyPart> = fc.oneof(
  fc.constantFrom(null, true, false, 0, 1, -1, '', 'a', '\u0000', '\u0001', '\u0000a', '\ud800', '\ue000', '\uffff'),
  fc.double({ noNaN: true }),
  fc.integer(),
  fc.string({ unit: 'binary', maxLength: 6 }),
);
const key = fc.array(part, { maxLength: 4 });

function rank(value: OrderedKeyPart): number {
  if (value === null) return 0;
  if (typeof value === 'boolean') return value ? 2 : 1;
  return typeof value === 'number' ? 3 : 4;
}

function compareParts(a: OrderedKeyPart, b: OrderedKeyPart): number {
  if (rank(a) !== rank(b)) return rank(a) - rank(b);
  if (a === b || a === null || b === null) return 0;
  return a < b ? -1 : 1;
}

function compareKeys(a: readonly OrderedKeyPart[], b: readonly OrderedKeyPart[]): number {
  for (const [index, left] of a.entries()) {
    const right = b[index];
    if (right === undefined) return 1;
    const order = compareParts(left, right);
    if (order !== 0) return order;
  }
  return a.length - b.length;
}

test('keys order as their parts do: null, booleans, numbers, text by code unit, prefixes first', () => {
  fc.assert(
    fc.property(key, key, (a, b) => {
      expect(Math.sign(Buffer.compare(orderedKey(a), orderedKey(b)))).toBe(Math.sign(compareKeys(a, b)));
    }),
    { numRuns: 5000 },
  );
});

test('every key that begins with a prefix lies between the prefix and the bound after it, and no other', () => {
  fc.assert(
    fc.property(key, key, (prefix, other) => {
      const from = orderedKey(prefix);
      const bytes = orderedKey(other);
      const within = Buffer.compare(bytes, from) >= 0 && Buffer.compare(bytes, afterPrefix(from)) < 0;
      const begins = prefix.every(
        (value, index) => index < other.length && compareParts(value, other[index] ?? null) === 0,
      );
      expect(within).toBe(begins);
    }),
    { numRuns: 5000 },
  );
});

test('keys too long for LMDB stay unique and short enough', () => {
  const long = 'x'.repeat(5000);
  const keys = [[long], [`${long}y`], [long, 1], [long, 2], ['ü'.repeat(3000)]].map(orderedKey);
  expect(new Set(keys.map((bytes) => Buffer.from(bytes).toString('hex'))).size).toBe(keys.length);
  for (const bytes of keys) expect(bytes.length).toBeLessThanOrEqual(MAX_KEY_BYTES);
});

test('−0 is the key 0, and every NaN is one key after the other numbers', () => {
  expect(orderedKey([-0])).toEqual(orderedKey([0]));
  expect(Buffer.compare(orderedKey([Number.NaN]), orderedKey([Number.POSITIVE_INFINITY]))).toBe(1);
});
