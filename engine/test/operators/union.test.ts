import { describe, expect, it } from 'vitest';
import { Union } from '../../src/operators/union.ts';
import { Change } from '../../src/row/row.ts';
import { type MakeOperator, rowOf, run, type Step, withoutRestarts } from './harness.ts';

const make: MakeOperator = (output) => new Union({ id: 'q/1', inputCount: 2, output });

describe('a union', () => {
  it('passes rows on as they come, and the time of the slowest input', () => {
    const steps: Step[] = [
      { kind: 'watermark', ms: 5, input: 0 },
      { kind: 'row', row: rowOf('a'), input: 1 },
      { kind: 'watermark', ms: 3, input: 1 },
      { kind: 'time', ms: 7, input: 1 },
      { kind: 'restart' },
      { kind: 'watermark', ms: 4, input: 1 },
      { kind: 'time', ms: 8, input: 0 },
      { kind: 'watermark', ms: 9, input: 1 },
      { kind: 'row', row: rowOf('b'), input: 0 },
      { kind: 'batchEnd' },
    ];
    const expected = [
      { kind: 'row', values: ['a'], change: Change.INSERT },
      { kind: 'watermark', ms: 3 },
      { kind: 'watermark', ms: 4 },
      { kind: 'time', ms: 7 },
      { kind: 'watermark', ms: 5 },
      { kind: 'row', values: ['b'], change: Change.INSERT },
      { kind: 'batchEnd' },
    ];
    expect(run(make, steps).emitted).toEqual(expected);
    expect(run(make, withoutRestarts(steps)).emitted).toEqual(expected);
  });
});
