/** MATCH_RECOGNIZE over letters: variable i takes the i-th letter. */
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
import { MIN_WATERMARK, type Row } from '../../../src/row/row.ts';
import { type MakeOperator, plainRows, type Recorder, rowOf, type Step } from '../harness.ts';
import { LETTERS } from './regular-expression.ts';

export const one: MatchStep = { minimum: 1, maximum: 1, greedy: false };
export const some: MatchStep = { minimum: 1, maximum: undefined, greedy: true };

export interface Setting {
  readonly steps: readonly MatchStep[];
  readonly skip: MatchSkip;
  readonly withinMs: number;
  readonly time: 'rowtime' | 'proctime';
  readonly letterOf: (row: Row) => string;
  readonly compare: ((a: Row, b: Row) => number) | undefined;
  /** Whether variable i is known to look at no other row. */
  readonly isOfRowAlone: (variable: number) => boolean;
  /** In place of letters. */
  readonly conditions: MatchFunctions['conditions'] | undefined;
}

const isEven = (variable: number): boolean => variable % 2 === 0;
export const ends = (holds: MatchCondition['holds']): MatchCondition => ({ holds, ofRowAlone: false });

export const letterItself = (row: Row): string => String(row.c2);
export const ofNumber = (row: Row): string => LETTERS[Number(row.c2) % 3] ?? '';

/** Variable i takes the i-th letter; a match gives its key, the numbers of its rows, and its time. */
export function letters(setting: Pick<Setting, 'steps' | 'letterOf'> & Partial<Setting>): MatchFunctions {
  const { steps, letterOf, isOfRowAlone = isEven } = setting;
  return {
    conditions: steps.map((_, index) => ({
      holds: (current: Row) => letterOf(current) === LETTERS[index],
      ofRowAlone: isOfRowAlone(index),
    })),
    measure: ({ rows, base }: MatchRows, bounds: MatchBounds, time: number) => {
      const [first = 0, ...others] = bounds;
      const matched = rows.slice(first - base, (others.at(-1) ?? 0) - base).map(({ row }) => row);
      return rowOf(matched[0]?.c0 ?? null, matched.map((row) => `${row.c1}:${row.c2}`).join(' '), time);
    },
  };
}

export function make(given: Partial<Setting>): MakeOperator {
  const defaults = { steps: [one, one], skip: { to: 'next-row' } as const, withinMs: 0, time: 'rowtime' as const };
  const setting: Setting = {
    ...defaults,
    letterOf: letterItself,
    compare: undefined,
    conditions: undefined,
    isOfRowAlone: isEven,
    ...given,
  };
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

export const row = (key: string, time: number, value: string | number): Step => ({
  kind: 'row',
  row: rowOf(key, time, value),
});
export const watermark = (ms: number): Step => ({ kind: 'watermark', ms });
export const matched = (recorder: Recorder): readonly unknown[] => recorder.rows().map(([, rows]) => rows);
