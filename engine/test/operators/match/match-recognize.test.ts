import { describe, expect, it } from 'vitest';
import type { MatchStep } from '../../../src/operators/match/match-automaton.ts';
import type { MatchBounds, MatchRows } from '../../../src/operators/match/match-functions.ts';
import type { MatchSkip } from '../../../src/operators/match/matcher.ts';
import { MAX_WATERMARK, type Row } from '../../../src/row/row.ts';
import { MemoryTable, Recorder, rowOf, run, type Step } from '../harness.ts';
import { ends, letterItself, letters, make, matched, one, row, some, watermark } from './match-fixture.ts';

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
    expect(operator.gauges()).toMatchObject({ partitions: 4, waitingRows: 0, keptRows: 4, lateRows: 0 });
    input?.onWatermark(70);
    operator.snapshot(table);
    expect(operator.gauges()).toMatchObject({ partitions: 0, waitingRows: 0, keptRows: 0, lateRows: 0 });
    // The header alone stays.
    expect(table.size).toBe(1);
  });
});
