import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { AttachedWindow } from '../../src/operators/attached-window.ts';
import { CumulateWindow } from '../../src/operators/cumulate-window.ts';
import { HopWindow } from '../../src/operators/hop-window.ts';
import { TumbleWindow } from '../../src/operators/tumble-window.ts';
import { WindowAggregate } from '../../src/operators/window-aggregate.ts';
import type { WindowGroups } from '../../src/operators/window-groups.ts';
import type { WindowPolicy } from '../../src/operators/window-policy.ts';
import { cumulateWindows, hopWindows, tumbleWindow, type Window } from '../../src/operators/window-time.ts';
import { Change, MIN_WATERMARK, type Row, type Value } from '../../src/row/row.ts';
import { arbitraryShuffles, arbitrarySteps } from './arbitrary-steps.ts';
import {
  listAggregation,
  type MakeOperator,
  MemoryTable,
  Recorder,
  rowOf,
  run,
  type Step,
  withoutRestarts,
} from './harness.ts';

const timeOf = (row: Row): number => row.c1 as number;

interface Case {
  readonly name: string;
  readonly policy: (groups: WindowGroups) => WindowPolicy;
  readonly windowsOf: (row: Row) => readonly Window[];
}

const hop = { sizeMs: 30, slideMs: 10, offsetMs: 3 };
const unevenHop = { sizeMs: 25, slideMs: 10, offsetMs: 0 };
const cumulate = { sizeMs: 40, stepMs: 10, offsetMs: -5 };
const oneStep = { sizeMs: 10, stepMs: 10, offsetMs: 0 };
const attachedWindow = (row: Row): Window => {
  const start = Math.floor(timeOf(row) / 20) * 20;
  return { start, end: start + 20 + 20 * (timeOf(row) % 2) };
};

const cases: readonly Case[] = [
  {
    name: 'TUMBLE',
    policy: (groups) => new TumbleWindow(groups, timeOf, { sizeMs: 20, offsetMs: 7 }),
    windowsOf: (row) => [tumbleWindow(timeOf(row), 20, 7)],
  },
  {
    name: 'HOP',
    policy: (groups) => new HopWindow(groups, timeOf, hop),
    windowsOf: (row) => hopWindows(timeOf(row), hop),
  },
  {
    name: 'HOP whose size is no multiple of the slide',
    policy: (groups) => new HopWindow(groups, timeOf, unevenHop),
    windowsOf: (row) => hopWindows(timeOf(row), unevenHop),
  },
  {
    name: 'CUMULATE',
    policy: (groups) => new CumulateWindow(groups, timeOf, cumulate),
    windowsOf: (row) => cumulateWindows(timeOf(row), cumulate),
  },
  {
    name: 'CUMULATE of one step',
    policy: (groups) => new CumulateWindow(groups, timeOf, oneStep),
    windowsOf: (row) => cumulateWindows(timeOf(row), oneStep),
  },
  {
    name: 'an attached window',
    policy: (groups) =>
      new AttachedWindow(groups, {
        startOf: (row) => attachedWindow(row).start,
        endOf: (row) => attachedWindow(row).end,
      }),
    windowsOf: (row) => [attachedWindow(row)],
  },
];

const maker =
  ({ policy }: Case, time: 'rowtime' | 'proctime' = 'rowtime', earlyResults = false): MakeOperator =>
  (output, late) =>
    new WindowAggregate({ id: 'q/1', aggregation: listAggregation, policy, time, earlyResults, output, late });

/** What windows mean, in the plainest terms: a row counts in each of its windows that has not fired yet. */
function naive({ windowsOf }: Case, steps: readonly Step[]) {
  const groups = new Map<string, { key: Value; numbers: Value[]; window: Window }>();
  const late: Value[][] = [];
  let watermark: number = MIN_WATERMARK;
  for (const step of steps) {
    if (step.kind === 'watermark') watermark = step.ms;
    if (step.kind !== 'row') continue;
    const open = windowsOf(step.row).filter(({ end }) => end - 1 > watermark);
    if (open.length === 0) late.push(Object.values(step.row));
    for (const window of open) {
      const name = `${String(step.row.c0)} ${window.start} ${window.end}`;
      const group = groups.get(name) ?? { key: step.row.c0 ?? null, numbers: [], window };
      group.numbers.push(step.row.c2 ?? null);
      groups.set(name, group);
    }
  }
  return {
    rows: [...groups.values()].map(({ key, numbers, window }) => [key, sortedText(numbers), window.start, window.end]),
    late,
  };
}

const sortedText = (numbers: readonly Value[]): string =>
  numbers
    .map(Number)
    .sort((a, b) => a - b)
    .join(' ');
const asSet = (rows: readonly (readonly Value[])[]): string[] => rows.map((row) => row.join()).sort();
const sortedNumbers = ([key, numbers, ...window]: readonly Value[]): Value[] => [
  key ?? null,
  sortedText(String(numbers).split(' ')),
  ...window,
];

describe.each(cases)('$name', (tested) => {
  it('gives what the definition of its windows gives, late rows included', () => {
    const steps = arbitrarySteps({ delayMs: 15, disorderMs: 60, keys: 3, restarts: false });
    fc.assert(
      fc.property(steps, (stream) => {
        const expected = naive(tested, stream);
        const recorder = run(maker(tested), stream);
        expect(asSet(recorder.rows().map(sortedNumbers))).toEqual(asSet(expected.rows));
        expect(recorder.lateRows()).toEqual(expected.late);
      }),
    );
  });

  it('emits the same, in the same order, when it is restarted at any points', () => {
    const steps = arbitrarySteps({ delayMs: 15, disorderMs: 60, keys: 3, restarts: true });
    fc.assert(
      fc.property(steps, (stream) => {
        const straight = run(maker(tested), withoutRestarts(stream));
        expect(run(maker(tested), stream).emitted).toEqual(straight.emitted);
      }),
    );
  });

  it('does not depend on the order of rows within the watermark delay', () => {
    fc.assert(
      fc.property(arbitraryShuffles(20), ([first, second]) => {
        const rowsOf = (steps: Step[]) => asSet(run(maker(tested), steps).rows().map(sortedNumbers));
        expect(rowsOf(first)).toEqual(rowsOf(second));
      }),
    );
  });

  it('keeps no state once everything has fired', () => {
    const steps = arbitrarySteps({ delayMs: 15, disorderMs: 60, keys: 3, restarts: false });
    fc.assert(
      fc.property(steps, (stream) => {
        const recorder = new Recorder();
        const table = new MemoryTable();
        const operator = maker(tested)(recorder, recorder.late);
        for (const step of stream) {
          if (step.kind === 'row') operator.inputs[0]?.onRow(step.row, Change.INSERT);
          if (step.kind === 'watermark') operator.inputs[0]?.onWatermark(step.ms);
          operator.snapshot(table);
        }
        expect(operator.gauges()).toMatchObject({ keys: 0, openWindows: 0 });
        expect(table.size).toBe(1);
      }),
    );
  });
});

const tumble: Case = {
  name: 'TUMBLE',
  policy: (groups) => new TumbleWindow(groups, timeOf, { sizeMs: 10, offsetMs: 0 }),
  windowsOf: (row) => [tumbleWindow(timeOf(row), 10, 0)],
};
const row = (key: string, time: number, number: number): Step => ({ kind: 'row', row: rowOf(key, time, number) });

describe('a window aggregate', () => {
  it('fires when the watermark reaches the last millisecond of the window, and refuses its rows from then on', () => {
    const recorder = run(maker(tumble), [
      row('a', 0, 1),
      { kind: 'watermark', ms: 8 },
      row('a', 9, 2),
      { kind: 'watermark', ms: 9 },
      row('a', 9, 3),
    ]);
    expect(recorder.emitted).toEqual([
      { kind: 'watermark', ms: 8 },
      { kind: 'row', values: ['a', '1 2', 0, 10], change: Change.INSERT },
      { kind: 'watermark', ms: 9 },
      { kind: 'late', values: ['a', 9, 3] },
    ]);
  });

  it('fires a processing-time window when the arrival time has reached its end', () => {
    const recorder = run(maker(tumble, 'proctime'), [
      { kind: 'time', ms: 9 },
      row('a', 9, 1),
      { kind: 'time', ms: 9 },
      row('a', 9, 2),
      { kind: 'time', ms: 10 },
    ]);
    expect(recorder.rows()).toEqual([['a', '1 2', 0, 10]]);
    expect(recorder.lateRows()).toEqual([]);
  });

  it('emits early results of what has changed at each batch end, and the final row once', () => {
    const recorder = run(maker(tumble, 'rowtime', true), [
      row('a', 1, 1),
      row('b', 2, 2),
      { kind: 'batchEnd' },
      row('a', 3, 3),
      { kind: 'batchEnd' },
      row('b', 4, 4),
      { kind: 'watermark', ms: 9 },
      { kind: 'batchEnd' },
    ]);
    expect(recorder.emitted.filter(({ kind }) => kind === 'row')).toEqual([
      { kind: 'row', values: ['a', '1', 0, 10], change: Change.EARLY },
      { kind: 'row', values: ['b', '2', 0, 10], change: Change.EARLY },
      { kind: 'row', values: ['a', '1 3', 0, 10], change: Change.EARLY },
      { kind: 'row', values: ['a', '1 3', 0, 10], change: Change.INSERT },
      { kind: 'row', values: ['b', '2 4', 0, 10], change: Change.INSERT },
    ]);
  });

  it('writes only what was touched since the last snapshot', () => {
    const recorder = new Recorder();
    const table = new MemoryTable();
    const operator = maker(tumble)(recorder, recorder.late);
    for (let key = 0; key < 100; key += 1) operator.inputs[0]?.onRow(rowOf(`k${key}`, 1, key), Change.INSERT);
    operator.snapshot(table);
    table.puts = 0;
    operator.inputs[0]?.onRow(rowOf('k7', 2, 0), Change.INSERT);
    operator.snapshot(table);
    expect(table.puts).toBe(2);
  });

  it('writes a long list page by page, and of a list that has grown only the last page', () => {
    const recorder = new Recorder();
    const table = new MemoryTable();
    const operator = maker(tumble)(recorder, recorder.late);
    for (let number = 0; number < 5000; number += 1) operator.inputs[0]?.onRow(rowOf('a', 1, number), Change.INSERT);
    operator.snapshot(table);
    table.puts = 0;
    operator.inputs[0]?.onRow(rowOf('a', 1, 5000), Change.INSERT);
    operator.snapshot(table);
    expect(table.puts).toBe(3);
  });

  it('counts what came in and what came late, across a restart', () => {
    const recorder = new Recorder();
    const table = new MemoryTable();
    const operator = maker(tumble)(recorder, recorder.late);
    const [input] = operator.inputs;
    input?.onWatermark(50);
    for (const [number, time] of [1, 2, 60].entries()) input?.onRow(rowOf('a', time, number), Change.INSERT);
    operator.snapshot(table);
    const restored = maker(tumble)(recorder, recorder.late);
    restored.restore(table);
    restored.inputs[0]?.onRow(rowOf('b', 3, 3), Change.INSERT);
    expect(restored.gauges()).toMatchObject({ rowsIn: 4, lateRows: 3 });
  });

  it('brings long lists back whole, and drops their pages with the window', () => {
    const numbers = Array.from({ length: 2000 }, (_, number) => number);
    const steps = numbers.flatMap((number): Step[] => {
      const step = row(`k${number % 2}`, number % 10, number);
      return number % 300 === 299 ? [step, { kind: 'restart' }] : [step];
    });
    const end: Step[] = [{ kind: 'watermark', ms: 100 }];
    expect(run(maker(tumble), [...steps, ...end]).emitted).toEqual(
      run(maker(tumble), [...withoutRestarts(steps), ...end]).emitted,
    );
    const recorder = new Recorder();
    const table = new MemoryTable();
    const operator = maker(tumble)(recorder, recorder.late);
    for (const number of numbers) operator.inputs[0]?.onRow(rowOf('a', 1, number), Change.INSERT);
    operator.snapshot(table);
    expect(table.size).toBeGreaterThan(5);
    operator.inputs[0]?.onWatermark(100);
    operator.snapshot(table);
    expect(table.size).toBe(1);
  });

  it('has nothing to write right after a restart', () => {
    const table = new MemoryTable();
    const recorder = new Recorder();
    const operator = maker(tumble)(recorder, recorder.late);
    for (let number = 0; number < 1000; number += 1) {
      operator.inputs[0]?.onRow(rowOf(`k${number % 3}`, 1, number), Change.INSERT);
    }
    operator.snapshot(table);
    const restored = maker(tumble)(recorder, recorder.late);
    restored.restore(table);
    table.puts = 0;
    restored.snapshot(table);
    expect(table.puts).toBeLessThanOrEqual(1);
  });
});
