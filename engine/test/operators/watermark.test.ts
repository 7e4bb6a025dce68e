import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { MillraceError } from '../../src/errors/millrace-error.ts';
import { Watermark, type WatermarkOptions } from '../../src/operators/watermark.ts';
import { Change, MAX_WATERMARK, type Row } from '../../src/row/row.ts';
import { MemoryTable, Recorder, rowOf } from './harness.ts';

const DELAY_MS = 10;

type Settings = Partial<Pick<WatermarkOptions, 'emit' | 'idleTimeoutMs' | 'hasArrivalTimes'>>;

function make(recorder: Recorder, settings: Settings = {}): Watermark {
  return new Watermark({
    id: 'events/watermark',
    rowtimeOf: (row: Row) => row.c0 as number | null,
    rowtime: 'ts',
    candidateOf: (row: Row) => (row.c0 === null ? null : (row.c0 as number) - DELAY_MS),
    emit: 'on-periodic',
    idleTimeoutMs: 0,
    hasArrivalTimes: true,
    output: recorder,
    ...settings,
  });
}

/** A batch: rowtimes by partition, pushed as a source does, arriving at `at`. */
interface Batch {
  readonly at: number;
  readonly rows: readonly (readonly [partition: number, rowtime: number])[];
}

function push(operator: Watermark, { at, rows }: Batch): void {
  operator.onProcessingTime(at);
  for (const [partition, rowtime] of rows) {
    operator.partition(partition);
    operator.onRow(rowOf(rowtime), Change.INSERT);
  }
  operator.batchEnd(at);
  operator.onBatchEnd();
}

function watermarks(batches: readonly Batch[], settings?: Settings): number[] {
  const recorder = new Recorder();
  const operator = make(recorder, settings);
  for (const batch of batches) push(operator, batch);
  return recorder.emitted.flatMap((item) => (item.kind === 'watermark' ? [item.ms] : []));
}

describe('a watermark', () => {
  it('follows the largest rowtime at the batch end, after the rows, and never goes back', () => {
    const recorder = new Recorder();
    push(make(recorder), {
      at: 1000,
      rows: [
        [0, 500],
        [0, 700],
        [0, 600],
      ],
    });
    expect(recorder.emitted.map(({ kind }) => kind)).toEqual(['time', 'row', 'row', 'row', 'watermark', 'batchEnd']);
    expect(
      watermarks([
        { at: 1000, rows: [[0, 700]] },
        { at: 1001, rows: [[0, 650]] },
        { at: 1002, rows: [[0, 701]] },
      ]),
    ).toEqual([690, 691]);
  });

  it('is as far as the slowest partition that has had rows', () => {
    expect(
      watermarks([
        { at: 1000, rows: [[0, 500]] },
        {
          at: 1001,
          rows: [
            [1, 600],
            [0, 800],
          ],
        },
        { at: 1002, rows: [[1, 700]] },
      ]),
    ).toEqual([490, 590, 690]);
  });

  it('leaves a partition out once it has been idle for the timeout, and takes it back when it has rows', () => {
    const batches = [
      {
        at: 1000,
        rows: [
          [0, 500],
          [1, 500],
        ],
      },
      { at: 1050, rows: [[1, 900]] },
      { at: 1099, rows: [[1, 950]] },
      { at: 1100, rows: [[1, 960]] },
      {
        at: 1110,
        rows: [
          [0, 955],
          [1, 1000],
        ],
      },
      {
        at: 1120,
        rows: [
          [0, 970],
          [1, 1000],
        ],
      },
    ] as const;
    expect(watermarks(batches, { idleTimeoutMs: 100 })).toEqual([490, 950, 960]);
  });

  it('moves on with the arrival time while the whole stream is idle, but not over downtime', () => {
    const heartbeat = (at: number): Batch => ({ at, rows: [] });
    const batches = [
      { at: 1000, rows: [[0, 900]] } as const,
      heartbeat(1099),
      heartbeat(1199),
      heartbeat(1299),
      heartbeat(5_000_000),
      heartbeat(5_000_100),
    ];
    expect(watermarks(batches, { idleTimeoutMs: 100 })).toEqual([890, 990, 1090, 2090, 2190]);
    expect(watermarks(batches, { idleTimeoutMs: 0 })).toEqual([890]);
    expect(watermarks(batches, { idleTimeoutMs: 100, hasArrivalTimes: false })).toEqual([890]);
  });

  it('is not run ahead by a clock in the future', () => {
    const batches = [
      { at: 1000, rows: [[0, 999_999]] },
      { at: 1100, rows: [[0, 1095]] },
    ] as const;
    expect(watermarks(batches)).toEqual([990, 1085]);
    expect(watermarks(batches, { hasArrivalTimes: false })).toEqual([999_989]);
  });

  it('comes after each row that moves it when asked for on every event', () => {
    const recorder = new Recorder();
    push(make(recorder, { emit: 'on-event' }), {
      at: 1000,
      rows: [
        [0, 500],
        [0, 450],
        [0, 600],
      ],
    });
    expect(recorder.emitted.map((item) => (item.kind === 'watermark' ? item.ms : item.kind))).toEqual([
      'time',
      'row',
      490,
      'row',
      'row',
      590,
      'batchEnd',
    ]);
  });

  it('fails on a row without an event time', () => {
    const operator = make(new Recorder());
    const failure = expect(() => operator.onRow(rowOf(null), Change.INSERT));
    failure.toThrow(MillraceError);
    failure.toThrow(expect.objectContaining({ code: 'SQL_NULL_ROWTIME', message: expect.stringContaining('ts') }));
  });

  it('passes the end of a bounded input on, and no other watermark from below', () => {
    const recorder = new Recorder();
    const operator = make(recorder);
    operator.onWatermark(123);
    operator.onWatermark(MAX_WATERMARK);
    expect(recorder.emitted).toEqual([{ kind: 'watermark', ms: MAX_WATERMARK }]);
  });

  it('goes on after a restart as if there had been none', () => {
    const row = fc.tuple(fc.nat({ max: 3 }), fc.integer({ min: 0, max: 3000 }));
    const batch = fc.record({
      waitMs: fc.nat({ max: 150 }),
      rows: fc.array(row, { maxLength: 4 }),
      restart: fc.boolean(),
    });
    const emit = fc.constantFrom<'on-event' | 'on-periodic'>('on-event', 'on-periodic');
    fc.assert(
      fc.property(fc.array(batch, { maxLength: 25 }), emit, (batches, emitted) => {
        const settings = { emit: emitted, idleTimeoutMs: 100 } as const;
        const [straight, restarted] = [new Recorder(), new Recorder()];
        const table = new MemoryTable();
        const first = make(straight, settings);
        let second = make(restarted, settings);
        let at = 1000;
        for (const { waitMs, rows, restart } of batches) {
          at += waitMs;
          push(first, { at, rows });
          push(second, { at, rows });
          if (!restart) continue;
          second.snapshot(table);
          second = make(restarted, settings);
          second.restore(table);
        }
        expect(restarted.emitted).toEqual(straight.emitted);
      }),
    );
  });

  it('follows the log, and no partition, where rows are timed by their arrival', () => {
    const batches: readonly Batch[] = [
      {
        at: 1000,
        rows: [
          [0, 998],
          [1, 1000],
        ],
      },
      { at: 1000, rows: [[0, 1000]] },
      { at: 1100, rows: [] },
      { at: 1200, rows: [[1, 1150]] },
    ];
    expect(watermarks(batches, { emit: 'on-arrival', idleTimeoutMs: 5000 })).toEqual([999, 1099, 1199]);
  });
});
