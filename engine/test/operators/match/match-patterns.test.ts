import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { MatchStep } from '../../../src/operators/match/match-automaton.ts';
import { MAX_WATERMARK, type Row } from '../../../src/row/row.ts';
import { arbitraryShuffles, arbitrarySteps } from '../arbitrary-steps.ts';
import { type Recorder, run, withoutRestarts } from '../harness.ts';
import { make, matched, ofNumber, row, watermark } from './match-fixture.ts';
import { findMatches, LETTERS } from './regular-expression.ts';

const arbitraryStep: fc.Arbitrary<MatchStep> = fc
  .record({
    minimum: fc.nat({ max: 2 }),
    more: fc.option(fc.nat({ max: 2 }), { nil: undefined }),
    greedy: fc.boolean(),
  })
  .map(({ minimum, more, greedy }) => ({
    minimum,
    maximum: more === undefined ? undefined : Math.max(1, minimum + more),
    greedy,
  }));

/** The last variable is not greedy, and one at least must have a row: what the binder lets through. */
const arbitraryPattern = fc
  .array(arbitraryStep, { minLength: 1, maxLength: 4 })
  .map((steps) => steps.map((step, index) => (index === steps.length - 1 ? { ...step, greedy: false } : step)))
  .filter((steps) => steps.some(({ minimum }) => minimum > 0));

/**
 * Behind a greedy variable with nothing but optional ones after it Flink ends no match: the guard of the greedy variable
 * looks at the row that the variable has just taken.
 */
function endsForSure(steps: readonly MatchStep[]): boolean {
  const lastNeeded = steps.findLastIndex(({ minimum }) => minimum > 0);
  return !steps.slice(lastNeeded, -1).some(({ greedy }) => greedy);
}

/** What came out, with the rows between two watermarks by key: those of one key in the order in which they came. */
function inOrderOfKeys({ emitted }: Recorder): unknown[] {
  let stretch = 0;
  const placed = emitted.map((item) => {
    if (item.kind === 'watermark') stretch += 1;
    return { stretch, key: 'values' in item ? String(item.values[0]) : '', item };
  });
  return placed.sort((a, b) => a.stretch - b.stretch || a.key.localeCompare(b.key)).map(({ item }) => item);
}

describe('patterns of letters', () => {
  it('match what a regular expression matches', () => {
    const texts = fc.array(fc.constantFrom(...LETTERS), { maxLength: 14 }).map((each) => each.join(''));
    const skip = fc.constantFrom('next-row' as const, 'past-last-row' as const);
    fc.assert(
      fc.property(arbitraryPattern.filter(endsForSure), texts, skip, (steps, text, to) => {
        const stream = [...text].map((letter, index) => row('k', index, letter));
        const recorder = run(make({ steps, skip: { to } }), [...stream, watermark(MAX_WATERMARK)]);
        const expected = findMatches(text, steps, to).map(({ start, end }) =>
          Array.from({ length: end - start + 1 }, (_, index) => `${start + index}:${text[start + index]}`).join(' '),
        );
        expect(matched(recorder)).toEqual(expected);
      }),
      { numRuns: 400 },
    );
  });

  it('match the same, in the same order, when they are restarted at any points', () => {
    const steps = arbitrarySteps({ delayMs: 10, disorderMs: 20, keys: 3, restarts: true });
    const setting = fc.record({
      steps: arbitraryPattern,
      withinMs: fc.constantFrom(0, 40),
      time: fc.constantFrom('rowtime' as const, 'proctime' as const),
    });
    fc.assert(
      fc.property(setting, steps, (given, stream) => {
        const operator = make({ ...given, letterOf: ofNumber });
        expect(run(operator, stream).emitted).toEqual(run(operator, withoutRestarts(stream)).emitted);
      }),
      { numRuns: 300 },
    );
  });

  it('match the same whether rows wait for one that may end a match or each is matched at once', () => {
    const steps = arbitrarySteps({ delayMs: 10, disorderMs: 20, keys: 3, restarts: true });
    const setting = fc.record({
      steps: arbitraryPattern,
      withinMs: fc.constantFrom(0, 15, 40),
      time: fc.constantFrom('rowtime' as const, 'proctime' as const),
      skip: fc.constantFrom({ to: 'next-row' } as const, { to: 'past-last-row' } as const),
    });
    const compare = (a: Row, b: Row): number => Number(a.c2) - Number(b.c2);
    fc.assert(
      fc.property(setting, steps, fc.boolean(), (given, stream, isOrdered) => {
        const all = { ...given, letterOf: ofNumber, compare: isOrdered ? compare : undefined };
        const lazy = run(make({ ...all, isOfRowAlone: () => true }), stream);
        const eager = run(make({ ...all, isOfRowAlone: () => false }), stream);
        expect(inOrderOfKeys(lazy)).toEqual(inOrderOfKeys(eager));
      }),
      { numRuns: 600 },
    );
  });

  it('match the same rows in any order within the watermark delay, where no two have one time', () => {
    const times = (recorder: Recorder): readonly unknown[] =>
      recorder
        .rows()
        .map(([key, rows]) => `${key} ${rows}`)
        .sort();
    const compare = (a: Row, b: Row): number => Number(a.c2) - Number(b.c2);
    fc.assert(
      fc.property(arbitraryPattern, arbitraryShuffles(20), (steps, [first, second]) => {
        const operator = make({ steps, letterOf: ofNumber, compare });
        expect(times(run(operator, first))).toEqual(times(run(operator, second)));
      }),
    );
  });
});
