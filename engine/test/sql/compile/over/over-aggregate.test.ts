import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { MAX_WATERMARK } from '../../../../src/row/row.ts';
import type { OverFrame } from '../../../../src/sql/plan/physical-plan.ts';
import { arbitraryShuffles, arbitrarySteps } from '../../../operators/arbitrary-steps.ts';
import { MemoryTable, Recorder, rowOf, run, type Step, withoutRestarts } from '../../../operators/harness.ts';
import { batchResults, lagCalls, overNode, overOperator } from './over-model.ts';

const FRAMES: readonly OverFrame[] = [
  { unit: 'rows', preceding: 0 },
  { unit: 'rows', preceding: 3 },
  { unit: 'rows', preceding: 'unbounded' },
  { unit: 'range', preceding: 0 },
  { unit: 'range', preceding: 40 },
  { unit: 'range', preceding: 'unbounded' },
];
const RANGE_10: OverFrame = { unit: 'range', preceding: 10 };

const row = (key: string, time: number, number: number | null): Step => ({
  kind: 'row',
  row: rowOf(key, time, number),
});
const watermark = (ms: number): Step => ({ kind: 'watermark', ms });
const restart: Step = { kind: 'restart' };

/** Few values, some of them NULL, so that there are equal ones; times after 1970, for what is before is late. */
function withFewValues(steps: readonly Step[]): readonly Step[] {
  return steps.map((step) => {
    if (step.kind === 'watermark') return step.ms === MAX_WATERMARK ? step : watermark(step.ms + 1000);
    if (step.kind !== 'row') return step;
    const value = (Number(step.row.c2) * 7) % 5;
    return row(String(step.row.c0), Number(step.row.c1) + 1000, value === 0 ? null : value);
  });
}

describe.each(FRAMES)('OVER with $unit and $preceding before', (frame) => {
  const make = overOperator(overNode(frame));

  it('gives what the rows at once would give, in whatever order they come', () => {
    fc.assert(
      fc.property(arbitraryShuffles(20), ([first]) => {
        const steps = withFewValues(first);
        const rows = run(make, steps)
          .rows()
          .map((values) => JSON.stringify(values));
        expect(rows.toSorted()).toEqual(batchResults(frame, steps));
      }),
    );
  });

  it('gives the same, late rows included, when it is restarted at any points', () => {
    const steps = arbitrarySteps({ delayMs: 10, disorderMs: 30, keys: 3, restarts: true });
    fc.assert(
      fc.property(steps, (stream) => {
        const straight = run(make, withFewValues(withoutRestarts(stream)));
        expect(run(make, withFewValues(stream)).emitted).toEqual(straight.emitted);
      }),
    );
  });

  it('keeps long frames over restarts', () => {
    const stream = Array.from({ length: 400 }, (_, index): readonly Step[] => {
      const steps = [row(index % 3 === 0 ? 'b' : 'a', 1000 + index, index % 11), watermark(1000 + index)];
      return index % 23 === 0 ? [...steps, restart] : steps;
    }).flat();
    const rows = run(make, stream)
      .rows()
      .map((values) => JSON.stringify(values));
    expect(rows.toSorted()).toEqual(batchResults(frame, stream));
  });
});

describe('OVER by event time', () => {
  const make = overOperator(overNode(RANGE_10));

  it('holds a row until the watermark has reached it, and gives rows of one time one result', () => {
    const recorder = run(make, [row('a', 5, 1), row('a', 5, 2), watermark(4), row('b', 5, 3), watermark(5)]);
    expect(recorder.emitted.map((item) => (item.kind === 'row' ? item.values.slice(0, 5) : item))).toEqual([
      { kind: 'watermark', ms: 4 },
      ['a', 5, 1, 2, 3],
      ['a', 5, 2, 2, 3],
      ['b', 5, 3, 1, 3],
      { kind: 'watermark', ms: 5 },
    ]);
  });

  it('takes a row that comes behind the watermark as long as no later result of its key has left', () => {
    const steps = [row('a', 20, 1), watermark(30), row('a', 19, 2), row('b', 19, 3), row('a', 21, 4), watermark(31)];
    const recorder = run(make, steps);
    expect(recorder.rows().map(([key, time]) => [key, time])).toEqual([
      ['a', 20],
      ['b', 19],
      ['a', 21],
    ]);
    expect(recorder.lateRows().map(([key, time]) => [key, time])).toEqual([['a', 19]]);
  });

  it('forgets a key when its frame has been empty for half its length, and then takes late rows of it again', () => {
    const table = new MemoryTable();
    const operator = make(new Recorder(), () => {});
    const [input] = operator.inputs;
    input?.onRow(rowOf('a', 20, 1), 0);
    input?.onWatermark(35);
    operator.snapshot(table);
    expect(table.size).toBe(2);
    input?.onWatermark(36);
    operator.snapshot(table);
    expect(table.size).toBe(1);
    expect(operator.gauges()).toMatchObject({ keys: 0, heldRows: 0, lateRows: 0 });
    const late = [row('a', 20, 1), watermark(36), row('a', 19, 2), watermark(37)];
    expect(
      run(make, late)
        .rows()
        .map((values) => values.slice(0, 4)),
    ).toEqual([
      ['a', 20, 1, 1],
      ['a', 19, 2, 1],
    ]);
  });

  it('writes no row that has left before the commit', () => {
    const table = new MemoryTable();
    const operator = make(new Recorder(), () => {});
    const [input] = operator.inputs;
    for (let ms = 100; ms < 110; ms += 1) input?.onRow(rowOf('a', ms, 1), 0);
    input?.onWatermark(104);
    operator.snapshot(table);
    expect(table.puts).toBe(1 + 1 + 5);
  });
});

describe('OVER by arrival', () => {
  it('lets rows out at once with ROWS', () => {
    const make = overOperator(overNode({ unit: 'rows', preceding: 1 }, 'proctime'));
    const recorder = run(make, [row('a', 7, 1), restart, row('a', 7, 2), row('a', 7, 3)]);
    expect(recorder.rows().map((values) => values.slice(2, 5))).toEqual([
      [1, 1, 1],
      [2, 2, 3],
      [3, 2, 5],
    ]);
  });

  it('lets rows out with RANGE when their millisecond is over', () => {
    const make = overOperator(overNode(RANGE_10, 'proctime'));
    const time = (ms: number): Step => ({ kind: 'time', ms });
    const recorder = run(make, [
      time(7),
      row('a', 7, 1),
      time(7),
      row('a', 7, 2),
      restart,
      time(8),
      row('a', 8, 3),
      time(30),
    ]);
    expect(recorder.rows().map((values) => values.slice(1, 5))).toEqual([
      [7, 1, 2, 3],
      [7, 2, 2, 3],
      [8, 3, 3, 6],
    ]);
  });
});

describe('LAG and ROW_NUMBER', () => {
  const make = overOperator(overNode({ unit: 'rows', preceding: 'unbounded' }, 'rowtime', lagCalls));

  it('look back over restarts', () => {
    const recorder = run(make, [
      row('a', 1, 5),
      row('a', 2, null),
      watermark(2),
      restart,
      row('a', 3, 7),
      row('b', 3, 8),
      watermark(3),
    ]);
    expect(recorder.rows().map((values) => values.slice(2))).toEqual([
      [5, null, 1],
      [null, 5, 2],
      [7, null, 3],
      [8, null, 1],
    ]);
  });
});
