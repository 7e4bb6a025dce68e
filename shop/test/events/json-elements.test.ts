import fc from 'fast-check';
import { expect, test } from 'vitest';
import { scanJson } from '../../src/events/json-elements.ts';

function parses(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

test('finds each element of an array, as it was written', () => {
  const element = fc.tuple(fc.json(), fc.stringMatching(/^[ \n\r\t]{0,3}$/));
  fc.assert(
    fc.property(fc.array(element), fc.boolean(), (elements, inBatch) => {
      const array = `[${elements.map(([json, space]) => `${space}${json}${space}`).join(',')}]`;
      const text = inBatch ? `{"a": [0], "batch":${array}, "b": {"batch": [1]}}` : array;
      const found = scanJson(text).elements.map(([start, end]) => text.slice(start, end));
      expect(found).toEqual(elements.map(([json]) => json.trim()));
    }),
  );
});

test('takes what JSON.parse takes and refuses what it refuses', () => {
  const broken = fc.tuple(fc.json(), fc.nat(), fc.string({ maxLength: 2 })).map(([json, at, garbage]) => {
    const cut = at % (json.length + 1);
    return json.slice(0, cut) + garbage + json.slice(cut);
  });
  fc.assert(
    fc.property(fc.oneof(fc.json(), broken, fc.string()), (text) => {
      expect(scanJson(text).errorAt === undefined).toBe(parses(text));
    }),
    { numRuns: 2_000 },
  );
});

test.each([
  ['', 0],
  ['[1,2', 4],
  ['{"a":1,}', 7],
  ['[1 2]', 3],
  ['{"a" 1}', 5],
  ['[01]', 2],
  ['tru', 0],
  ['1 1', 2],
  ['"a\nb"', 2],
  [String.raw`"\x"`, 2],
  ['NaN', 0],
])('says where %j goes wrong', (text, errorAt) => {
  expect(scanJson(text).errorAt).toBe(errorAt);
});

test('reads a million levels without running out of stack', () => {
  expect(scanJson('['.repeat(1_000_000)).errorAt).toBe(1_000_000);
});
