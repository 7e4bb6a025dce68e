import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { skipCompact } from '../../src/formats/json-compact.ts';
import { UNSURE } from '../../src/formats/json-skip.ts';

const endOf = (text: string) => skipCompact(Buffer.from(`${text},"next":1}`), 0);

/** Spaces, fractions, index-like keys, the same key again: what makes a text another than its value's. */
const spoiled = fc.tuple(
  fc.json(),
  fc.nat(),
  fc.constantFrom(' ', '-0', '1.0', '1e3', '"1":2,', '"a":1,', '\\u0061', '01'),
);

describe('compact JSON', () => {
  it('is certain only of texts that are written as their values are', () => {
    fc.assert(
      fc.property(spoiled, ([json, place, insertion]) => {
        const at = place % (json.length + 1);
        for (const text of [json, json.slice(0, at) + insertion + json.slice(at)]) {
          const end = endOf(text);
          if (end === UNSURE) continue;
          const value = Buffer.from(`${text},"next":1}`).subarray(0, end).toString();
          expect(JSON.stringify(JSON.parse(value))).toBe(value);
        }
      }),
      { numRuns: 2_000 },
    );
  });

  it('is certain of what programs mostly write', () => {
    const properties = {
      onHand: 100,
      name: 'Öl & Essig',
      tags: ['a', 'b'],
      nested: { isOpen: true, note: null },
      n: -3,
    };
    const text = JSON.stringify(properties);
    expect(endOf(text)).toBe(Buffer.byteLength(text));
    expect(endOf('{}')).toBe(2);
    expect(endOf('[]')).toBe(2);
    expect(endOf('0')).toBe(1);
  });

  it.each([
    '{"a":1,"a":2}',
    '{"b":1,"2":1}',
    '{"a":1.50}',
    '{"a":-0}',
    '{"a":01}',
    '{ }',
    '["\\n"]',
    '{"a":1e2}',
    '[1,]',
    '{"a"}',
  ])('leaves %s to be parsed', (text) => expect(endOf(text)).toBe(UNSURE));

  it('leaves long, deep and wide values to be parsed', () => {
    expect(endOf('1234567890123456')).toBe(UNSURE);
    expect(endOf('['.repeat(9) + ']'.repeat(9))).toBe(UNSURE);
    expect(endOf(JSON.stringify(Object.fromEntries(Array.from({ length: 17 }, (_, key) => [`k${key}`, 0]))))).toBe(
      UNSURE,
    );
  });
});
