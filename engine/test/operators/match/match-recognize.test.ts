import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { GroupKey } from '../../../src/operators/aggregation.ts';
import { type MatchStep, matchAutomaton } from '../../../src/operators/match/match-automaton.ts';
import type {
  MatchBounds,
  MatchCondition,
  MatchFunctions,
  MatchRows,
} from '../../../src/operators/match/match-functions.ts';
import { MatchRecognize } from '../../../src/operators/match/match-recognize.ts';
import type { MatchSkip } from '../../../src/operators/match/matcher.ts';
import { MAX_WATERMARK, MIN_WATERMARK, type Row } from '../../../src/row/row.ts';
import { arbitraryShuffles, arbitrarySteps } from '../arbitrary-steps.ts';
import {
  type MakeOperator,
  MemoryTable,
  plainRows,
  Recorder,
  rowOf,
  run,
  type Step,
  withoutRestarts,
} from '../harness.ts';
import { findMatches, LETTERS } from './regular-expression.ts';

const one: MatchStep = { minimum: 1, maximum: 1, greedy: false };
const some: MatchStep = { minimum: 1, maximum: undefined, greedy: true };

interface Setting {
  readonly steps: readonly MatchStep[];
  readonly skip: MatchSkip;
  readonly withinMs: number;
  readonly time: 'rowtime' | 'proctime';
  readonly letterOf: (row: Row) => string;
  readonly compare: ((a: Row, b: Row) => number) | undefined;
  /** In place of letters. */
  readonly conditions: MatchFunctions['conditions'] | undefined;
}

const ends = (holds: MatchCondition['holds']): MatchCondition => ({ holds, ofRowAlone: false });

const letterItself = (row: Row): string => String(row.c2);
const ofNumber = (row: Row): string => LETTERS[Number(row.c2) % 3] ?? '';

/** Variable i takes the i-th letter; a match gives its key, the numbers of its rows, and its time. */
function letters({ steps, letterOf }: Pick<Setting, 'steps' | 'letterOf'>): MatchFunctions {
  return {
    conditions: steps.map((_, index) => ({
      holds: (current: Row) => letterOf(current) === LETTERS[index],
      ofRowAlone: index % 2 === 0,
    })),
    measure: ({ rows, base }: MatchRows, bounds: MatchBounds, time: number) => {
      const [first = 0, ...others] = bounds;
      const matched = rows.slice(first - base, (others.at(-1) ?? 0) - base).map(({ row }) => row);
      return rowOf(matched[0]?.c0 ?? null, matched.map((row) => `${row.c1}:${row.c2}`).join(' '), time);
    },
  };
}

function make(given: Partial<Setting>): MakeOperator {
  const defaults = { steps: [one, one], skip: { to: 'next-row' } as const, withinMs: 0, time: 'rowtime' as const };
  const setting: Setting = { ...defaults, letterOf: letterItself, compare: undefined, conditions: undefined, ...given };
  return (output, late) =>
    new MatchRecognize({
      id: 'q/1-match',
      automaton: matchAutomaton(setting.steps),
      functions: { ...letters(setting), ...(setting.conditions && { conditions: setting.conditions }) },
      ...setting,
      keyOf: (row) => row.c0 as GroupKey,
      timeOf: (row) => row.c1 as number,
      clock: { watermark: MIN_WATERMARK, processingTime: MIN_WATERMARK },
      rows: plainRows,
      output,
      late,
    });
}

const row = (key: string, time: number, value: string | number): Step => ({
  kind: 'row',
  row: rowOf(key, time, value),
});
const watermark = (ms: number): Step => ({ kind: 'watermark', ms });
const matched = (recorder: Recorder): readonly unknown[] => recorder.rows().map(([, rows]) => rows);

describe('rows by event time', () => {
  it('wait for the watermark, are matched in order of time, and in the order of arrival within one time', () => {
    const steps = [row('k', 3, 'b'), row('k', 1, 'a'), row('k', 1, 'b'), row('k', 2, 'a'), watermark(2)];
    expect(matched(run(make({}), steps))).toEqual(['1:a 1:b']);
    expect(matched(run(make({}), [...steps, watermark(3)]))).toEqual(['1:a 1:b', '2:a 3:b']);
  });

  it('of one time follow the second order where there is one', () => {
    const compare = (a: Row, b: Row): number => String(a.c2).localeCompare(String(b.c2));
    const steps = [row('k', 1, 'b'), row('k', 1, 'a'), watermark(9)];
    expect(matched(run(make({}), steps))).toEqual([]);
    expect(matched(run(make({ compare }), steps))).toEqual(['1:a 1:b']);
  });

  it('are late at the watermark and before it', () => {
    const recorder = run(make({}), [row('k', 5, 'a'), watermark(5), row('k', 5, 'b'), row('k', 6, 'b'), watermark(9)]);
    expect(matched(recorder)).toEqual(['5:a 6:b']);
    expect(recorder.lateRows()).toEqual([['k', 5, 'b']]);
  });

  it('of other keys do not stand between those of a match', () => {
    const steps = [row('k', 1, 'a'), row('l', 2, 'c'), row('k', 3, 'b'), watermark(9)];
    expect(matched(run(make({}), steps))).toEqual(['1:a 3:b']);
  });
});

describe('rows by arrival time', () => {
  it('are matched when they come', () => {
    const recorder = run(make({ time: 'proctime' }), [
      { kind: 'time', ms: 70 },
      row('k', 5, 'a'),
      { kind: 'restart' },
      row('k', 1, 'b'),
    ]);
    expect(recorder.rows()).toEqual([['k', '5:a 1:b', 70]]);
  });

  it('wait for the end of their millisecond where they have a second order', () => {
    const compare = (a: Row, b: Row): number => String(a.c2).localeCompare(String(b.c2));
    const steps: Step[] = [{ kind: 'time', ms: 70 }, row('k', 5, 'b'), row('k', 1, 'a'), { kind: 'restart' }];
    expect(matched(run(make({ time: 'proctime', compare }), steps))).toEqual([]);
    expect(matched(run(make({ time: 'proctime', compare }), [...steps, { kind: 'time', ms: 71 }]))).toEqual([
      '1:a 5:b',
    ]);
  });
});

describe('AFTER MATCH SKIP', () => {
  const stream = [...'aabbcabc'].map((letter, index) => row('k', index + 1, letter));
  const starts = (skip: MatchSkip): readonly unknown[] =>
    matched(run(make({ steps: [some, some, one], skip }), [...stream, watermark(9)]));

  it('goes on at the next row, or after the last', () => {
    expect(starts({ to: 'next-row' })).toEqual(['1:a 2:a 3:b 4:b 5:c', '2:a 3:b 4:b 5:c', '6:a 7:b 8:c']);
    expect(starts({ to: 'past-last-row' })).toEqual(['1:a 2:a 3:b 4:b 5:c', '6:a 7:b 8:c']);
  });

  it('goes on at the first or last row of a variable', () => {
    expect(starts({ to: 'first', variable: 1, name: 'B' })).toEqual(['1:a 2:a 3:b 4:b 5:c', '6:a 7:b 8:c']);
    expect(() => starts({ to: 'last', variable: 0, name: 'A' })).toThrow(
      'q/1-match: AFTER MATCH SKIP TO LAST A: that is where the match starts',
    );
  });

  it('refuses to go on where the match starts, or at a variable without rows', () => {
    expect(() => starts({ to: 'first', variable: 0, name: 'A' })).toThrow('that is where the match starts');
    const optional: MatchStep = { minimum: 0, maximum: 2, greedy: false };
    const skip: MatchSkip = { to: 'last', variable: 1, name: 'B' };
    const steps = [row('k', 1, 'a'), row('k', 2, 'c'), watermark(9)];
    expect(() => run(make({ steps: [one, optional, one], skip }), steps)).toThrow('no row of the match was taken as B');
  });
});

describe('WITHIN', () => {
  it('ends a match that is as long as the bound', () => {
    const withinMs = 10;
    expect(matched(run(make({ withinMs }), [row('k', 1, 'a'), row('k', 10, 'b'), watermark(99)]))).toEqual([
      '1:a 10:b',
    ]);
    expect(matched(run(make({ withinMs }), [row('k', 1, 'a'), row('k', 11, 'b'), watermark(99)]))).toEqual([]);
  });

  it('lets go of what waited for the match that has become too long, at that time', () => {
    // A match from 1 on never ends, so the one from 2 to 4 waits until it is too long.
    const steps = [one, { minimum: 0, maximum: undefined, greedy: false }, one];
    const isEnd = (current: Row, _time: number, { rows, base }: MatchRows, [first = 0]: MatchBounds): boolean =>
      current.c2 === 'c' && Number(rows[first - base]?.row.c1) >= 2;
    const conditions = [letters({ steps, letterOf: letterItself }).conditions[0], undefined, ends(isEnd)];
    const stream = [row('k', 1, 'a'), row('k', 2, 'a'), row('k', 3, 'b'), row('k', 4, 'c'), watermark(5)];
    const operator = make({ steps, withinMs: 50, conditions });
    expect(run(operator, stream).rows()).toEqual([]);
    expect(run(operator, [...stream, { kind: 'restart' }, watermark(50), watermark(51)]).rows()).toEqual([
      ['k', '2:a 3:b 4:c', 51],
    ]);
    // A row of the partition moves its time on, too; at the end of all times the match has its own.
    expect(run(operator, [...stream, row('k', 70, 'x'), watermark(99)]).rows()).toEqual([['k', '2:a 3:b 4:c', 70]]);
    expect(run(operator, [...stream, watermark(MAX_WATERMARK)]).rows()).toEqual([['k', '2:a 3:b 4:c', 4]]);
  });

  it('forgets every partition when its matches are too long', () => {
    const recorder = new Recorder();
    const operator = make({ withinMs: 10 })(recorder, recorder.late);
    const table = new MemoryTable();
    const [input] = operator.inputs;
    for (let key = 0; key < 50; key += 1) input?.onRow(rowOf(`k${key}`, key, 'a'), 0);
    input?.onWatermark(55);
    operator.snapshot(table);
    expect(operator.gauges()).toEqual({ partitions: 4, waitingRows: 0, keptRows: 4, lateRows: 0 });
    input?.onWatermark(70);
    operator.snapshot(table);
    expect(operator.gauges()).toEqual({ partitions: 0, waitingRows: 0, keptRows: 0, lateRows: 0 });
    // The header alone stays.
    expect(table.size).toBe(1);
  });
});

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
