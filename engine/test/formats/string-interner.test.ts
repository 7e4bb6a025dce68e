import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { StringInterner } from '../../src/formats/string-interner.ts';

/** Interns a text as the scanner does: the hash goes over all bytes. */
function intern(interner: StringInterner, text: string): string {
  const bytes = Buffer.from(`"${text}"`);
  let hash = 0;
  for (const byte of bytes.subarray(1, -1)) hash = (Math.imul(hash, 31) + byte) | 0;
  return interner.intern(bytes, 1, bytes.length - 1, hash);
}

/** So many texts in turn, until so many have been interned. */
function internInTurns(interner: StringInterner, texts: number, times: number): void {
  for (let time = 0; time < times; time += 1) {
    const text = `p-${time % texts}`;
    if (intern(interner, text) !== text) throw new Error(`${text} has become another`);
  }
}

describe('an interner', () => {
  it('gives the text back, whatever came before', () => {
    const text = fc.string({ unit: fc.constantFrom('a', 'b', ' ', '~'), maxLength: 40 });
    fc.assert(
      fc.property(fc.array(text, { maxLength: 200 }), (texts) => {
        const interner = new StringInterner();
        for (const each of texts) expect(intern(interner, each)).toBe(each);
      }),
    );
  });

  it('stays useful where a few words repeat, and where some thousand do', () => {
    const few = new StringInterner();
    internInTurns(few, 12, 20_000);
    expect(few.useful).toBe(true);
    const many = new StringInterner();
    internInTurns(many, 5_000, 100_000);
    expect(many.useful).toBe(true);
  });

  it('steps aside where nothing repeats, and still gives the text', () => {
    const interner = new StringInterner();
    internInTurns(interner, 100_000, 100_000);
    expect(interner.useful).toBe(false);
    expect(intern(interner, 'p-1')).toBe('p-1');
  });
});
