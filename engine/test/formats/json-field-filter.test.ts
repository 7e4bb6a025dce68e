/** A record that the filter leaves out has no wanted value in the field, and plain ones without it are left out. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { jsonFieldFilter } from '../../src/formats/json-field-filter.ts';

const WANTED = ['purchase', 'back', 'ö', 'a"b', ''];
const filter = jsonFieldFilter('kind', WANTED);
const mayMatter = (text: string, before = ''): boolean => filter(Buffer.from(before + text), Buffer.byteLength(before));

const value = fc.oneof(
  fc.constantFrom(...WANTED),
  fc.string({ unit: 'grapheme', maxLength: 8 }),
  fc.jsonValue({ maxDepth: 2 }),
);
const record = fc.dictionary(fc.constantFrom('kind', 'kin', 'kinds', 'a', 'ki\\nd', 'é'), value, { maxKeys: 5 });

describe('a filter of records', () => {
  it('leaves out only records without the wanted values', () => {
    fc.assert(
      fc.property(record, fc.constantFrom(undefined, 1), (fields, indent) => {
        const isWanted = WANTED.includes(String(fields.kind)) && typeof fields.kind === 'string';
        const text = JSON.stringify(fields, null, indent);
        if (isWanted) expect(mayMatter(text, '{"kind":"x"}')).toBe(true);
        expect(mayMatter(text) || !isWanted).toBe(true);
      }),
      { numRuns: 1000 },
    );
  });

  it('leaves out plain records with another value, NULL or none', () => {
    expect(mayMatter('{"a":[1,{"kind":"purchase"}],"kind":"purchased"}')).toBe(false);
    expect(mayMatter('{"a":"x","kind":null,"b":1}')).toBe(false);
    expect(mayMatter('{"a":"x"}')).toBe(false);
    expect(mayMatter('{"a":"x","kind":"back"}')).toBe(true);
  });

  it('lets through what it cannot read', () => {
    for (const text of [
      '',
      '[1]',
      '{}',
      '{"k\\u0069nd":"x"}',
      '{"kind":"\\u0062ack"}',
      '{"kind":1}',
      '{"a" 1}',
      '{"a":tru}',
    ]) {
      expect(mayMatter(text)).toBe(true);
    }
  });
});
