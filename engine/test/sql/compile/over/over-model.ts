/** OVER nodes over rows (key, time, number), how they run, and a plain computation of what they must give. */
import type { DataType, Schema } from '../../../../src/row/data-type.ts';
import { STRING } from '../../../../src/row/data-type.ts';
import type { Value } from '../../../../src/row/row.ts';
import type { AggregateCall } from '../../../../src/sql/bind/expression.ts';
import { compileOverAggregate } from '../../../../src/sql/compile/over/over-aggregate.ts';
import type { OverAggregateNode, OverFrame } from '../../../../src/sql/plan/physical-plan.ts';
import type { MakeOperator, Step } from '../../../operators/harness.ts';
import { valuesOf } from '../../../operators/harness.ts';
import { BIGINT, column, INT, ROWTIME, span, table } from '../plan-builder.ts';

export const schema: Schema = [
  { name: 'key', type: STRING },
  { name: 'ts', type: ROWTIME },
  { name: 'number', type: INT },
];

const number = column(schema, 2);
const aggregate = (name: string, type: DataType, distinct = false, args = [number]): AggregateCall => ({
  function: name,
  args,
  distinct,
  type,
  name: name.toLowerCase(),
  span,
});

const CALLS: readonly AggregateCall[] = [
  aggregate('COUNT', BIGINT, false, []),
  aggregate('SUM', INT),
  aggregate('MIN', INT),
  aggregate('MAX', INT),
  aggregate('COUNT', BIGINT, true),
  aggregate('FIRST_VALUE', INT),
  aggregate('LAST_VALUE', INT),
];

export function overNode(frame: OverFrame, time: 'rowtime' | 'proctime' = 'rowtime', calls = CALLS): OverAggregateNode {
  const input = { kind: 'scan', id: 'rows/scan', schema, span, table: table('rows'), columns: [0, 1, 2] } as const;
  return {
    kind: 'over-aggregate',
    id: '1-over-aggregate',
    input,
    partitionKeys: [0],
    order: { column: 1, time },
    frame,
    calls,
    schema: [...schema, ...calls.map(({ name, type }) => ({ name, type }))],
    span,
  };
}

export const lagCalls = [aggregate('LAG', INT), { ...aggregate('ROW_NUMBER', BIGINT), args: [] }];

/** The operator of a node, as a dataflow has it. */
export function overOperator(node: OverAggregateNode): MakeOperator {
  return (output, late) => {
    const context = {
      openSink: () => Object.assign({ ...output }, { commit() {}, finish() {}, position: () => null, seek() {} }),
      lateOutput: () => late,
      openLookup: () => () => [],
    };
    const site = {
      id: 'q/1',
      queries: ['q'],
      output,
      context,
      updateBefore: true,
      early: false,
      mergedCalc: undefined,
    };
    const [operator] = compileOverAggregate(node, site).operators;
    if (operator === undefined) throw new Error('no operator');
    return operator;
  };
}

type Triple = readonly [key: string, time: number, number: number | null];

/** The results for all rows at once, in order of time and of arrival, when none of them is late. */
export function batchResults(frame: OverFrame, steps: readonly Step[]): readonly string[] {
  const rows = steps
    .flatMap((step) => (step.kind === 'row' ? [valuesOf(step.row) as unknown as Triple] : []))
    .map((row, arrival) => ({ row, arrival }))
    .sort((a, b) => a.row[1] - b.row[1] || a.arrival - b.arrival)
    .map(({ row }) => row);
  return rows.map((row, place) => JSON.stringify([...row, ...resultsOf(frameOf(frame, rows, place))])).sort();
}

function frameOf(frame: OverFrame, rows: readonly Triple[], place: number): readonly (number | null)[] {
  const [key, time] = rows[place] ?? ['', 0, null];
  const own = rows.map((row, index) => ({ row, index })).filter(({ row }) => row[0] === key);
  const upTo = own.filter(({ row, index }) => (frame.unit === 'rows' ? index <= place : row[1] <= time));
  if (frame.preceding === 'unbounded') return upTo.map(({ row }) => row[2]);
  const { preceding } = frame;
  const kept =
    frame.unit === 'rows' ? upTo.slice(-preceding - 1) : upTo.filter(({ row }) => row[1] >= time - preceding);
  return kept.map(({ row }) => row[2]);
}

function resultsOf(numbers: readonly (number | null)[]): readonly Value[] {
  const values = numbers.flatMap((value) => (value === null ? [] : [value]));
  if (values.length === 0) return [numbers.length, null, null, null, 0, null, null];
  const total = values.reduce((sum, value) => sum + value, 0);
  const [first = null, last = null] = [values[0], values.at(-1)];
  return [numbers.length, total, Math.min(...values), Math.max(...values), new Set(values).size, first, last];
}
