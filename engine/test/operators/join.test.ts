/** Joins of remembered streams, compiled as in a plan: any changes in any order add up to the batch join. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Operator, Output } from '../../src/operators/operator.ts';
import { Change, type Row } from '../../src/row/row.ts';
import { compileJoin } from '../../src/sql/compile/join.ts';
import type { JoinNode, JoinType, PlanNode } from '../../src/sql/plan/physical-plan.ts';
import { BIGINT, BOOLEAN, call, column, INT, span } from '../sql/compile/plan-builder.ts';
import { MemoryTable, Recorder, rowOf, run, type Step } from './harness.ts';
import { arbitraryChanges, batchJoin, type JoinStep, resultOf } from './join-model.ts';

const JOINS: readonly JoinType[] = ['inner', 'left', 'right', 'full', 'semi', 'anti', 'mark'];
const INPUT = [
  { name: 'k', type: INT },
  { name: 'v', type: BIGINT },
];
const BOTH = [...INPUT, ...INPUT.map(({ name, type }) => ({ name, type: { ...type, nullable: true } }))];

/** An input of rows that stay, or of such as may be taken back. */
function input(isFinal: boolean): PlanNode {
  const values: PlanNode = { kind: 'values', id: 'values', rows: [], schema: INPUT, span };
  if (isFinal) return values;
  return { kind: 'group-aggregate', id: 'groups', input: values, keys: [0], aggregates: [], schema: INPUT, span };
}

interface Shape {
  readonly join: JoinType;
  readonly isFinal: readonly [boolean, boolean];
  readonly keyed: boolean;
  /** left.v < right.v beside the key. */
  readonly conditional: boolean;
  readonly matchesNull: boolean;
  /** How long rows are there; 0: for ever. */
  readonly ttlMs: number;
}

function joinNode({ join, isFinal, keyed, conditional, matchesNull, ttlMs }: Shape): JoinNode {
  const condition = call('LESS', [column(BOTH, 1), column(BOTH, 3)], BOOLEAN);
  return {
    kind: 'join',
    id: '1-join',
    left: input(isFinal[0]),
    right: input(isFinal[1]),
    join,
    leftKeys: keyed ? [0] : [],
    rightKeys: keyed ? [0] : [],
    nullKeys: keyed && matchesNull ? [0] : [],
    ...(conditional ? { condition } : {}),
    leftTtlMs: ttlMs,
    rightTtlMs: ttlMs,
    schema: schemaOf(join),
    span,
  };
}

function schemaOf(join: JoinType): JoinNode['schema'] {
  if (join === 'mark') return [...INPUT, { name: 'match', type: { ...BOOLEAN, nullable: false } }];
  return join === 'semi' || join === 'anti' ? INPUT : BOTH;
}

function makeJoin(node: JoinNode): (output: Output) => Operator {
  const context = { openSink: unused, lateOutput: unused, openLookup: unused };
  return (output) => {
    const site = {
      id: 'q/1-join',
      queries: ['q'],
      output,
      context,
      updateBefore: true,
      early: false,
      mergedCalc: undefined,
    };
    const [operator] = compileJoin(node, site).operators;
    if (operator === undefined) throw new Error('the join has no operator');
    return operator;
  };
}

function unused(): never {
  throw new Error('a join opens nothing');
}

function acceptsOf({ keyed, conditional, matchesNull }: Shape): (left: Row, right: Row) => boolean {
  return (left, right) => {
    const isKeyMet = !keyed || (left.c0 === right.c0 && (matchesNull || left.c0 !== null));
    return isKeyMet && (!conditional || Number(left.c1) < Number(right.c1));
  };
}

const shapes: fc.Arbitrary<Shape> = fc.record({
  join: fc.constantFrom(...JOINS),
  isFinal: fc.tuple(fc.boolean(), fc.boolean()),
  keyed: fc.boolean(),
  conditional: fc.boolean(),
  matchesNull: fc.boolean(),
  // As long as nothing is over, it only changes how partners are counted.
  ttlMs: fc.constantFrom(0, 1_000_000),
});

const runs = fc
  .tuple(shapes, fc.constantFrom(1, 40))
  .chain(([shape, keys]) => fc.tuple(fc.constant(shape), arbitraryChanges(keys, shape.isFinal)));

describe('a join of remembered streams', () => {
  it('adds up to the batch join whatever comes and goes on either side, with restarts anywhere', () => {
    fc.assert(
      fc.property(runs, ([shape, steps]) => {
        const node = joinNode(shape);
        const expected = batchJoin(node, acceptsOf(shape), steps);
        expect(resultOf(makeJoin(node), steps)).toEqual(expected);
        const straight = steps.filter(({ kind }) => kind === 'row');
        expect(resultOf(makeJoin(node), straight)).toEqual(expected);
      }),
      { numRuns: 400 },
    );
  });

  it('finds rows that go among very many of one key', () => {
    const shape: Shape = {
      join: 'full',
      isFinal: [false, false],
      keyed: false,
      conditional: true,
      matchesNull: false,
      ttlMs: 0,
    };
    const rows = Array.from({ length: 200 }, (_, index) => rowOf(index % 50, index % 7));
    const come = rows.map(
      (row, index): JoinStep => ({ kind: 'row', side: index % 3 ? 0 : 1, row, change: Change.INSERT }),
    );
    const go = come.flatMap((step, index): JoinStep[] =>
      step.kind === 'row' && index % 2 === 0 ? [{ ...step, change: Change.UPDATE_BEFORE }] : [],
    );
    const steps: JoinStep[] = [...come, { kind: 'restart' }, ...go.toReversed()];
    const node = joinNode(shape);
    expect(resultOf(makeJoin(node), steps)).toEqual(batchJoin(node, acceptsOf(shape), steps));
  });

  it('takes the padded row back before it gives the first pair, and gives it again after the last has gone', () => {
    const recorder = new Recorder();
    const node = joinNode({
      join: 'left',
      isFinal: [true, false],
      keyed: true,
      conditional: false,
      matchesNull: false,
      ttlMs: 0,
    });
    const [left, right] = makeJoin(node)(recorder).inputs;
    left?.onRow(rowOf(1, 10), Change.INSERT);
    right?.onRow(rowOf(1, 20), Change.INSERT);
    right?.onRow(rowOf(1, 20), Change.DELETE);
    expect(recorder.emitted).toEqual([
      { kind: 'row', values: [1, 10, null, null], change: Change.INSERT },
      { kind: 'row', values: [1, 10, null, null], change: Change.DELETE },
      { kind: 'row', values: [1, 10, 1, 20], change: Change.INSERT },
      { kind: 'row', values: [1, 10, 1, 20], change: Change.DELETE },
      { kind: 'row', values: [1, 10, null, null], change: Change.INSERT },
    ]);
  });

  it('gives the time of the slower input, also after a restart', () => {
    const steps: Step[] = [
      { kind: 'watermark', ms: 5, input: 0 },
      { kind: 'watermark', ms: 3, input: 1 },
      { kind: 'restart' },
      { kind: 'watermark', ms: 9, input: 1 },
    ];
    const node = joinNode({
      join: 'inner',
      isFinal: [true, true],
      keyed: true,
      conditional: false,
      matchesNull: false,
      ttlMs: 0,
    });
    const times = run(makeJoin(node), steps).emitted;
    expect(times).toEqual([
      { kind: 'watermark', ms: 3 },
      { kind: 'watermark', ms: 5 },
    ]);
  });
});

describe('what a join keeps', () => {
  const inner = { isFinal: [true, true], keyed: true, conditional: false, matchesNull: false, ttlMs: 0 } as const;

  it('is written once for rows that only come', () => {
    const table = new MemoryTable();
    const operator = makeJoin(joinNode({ ...inner, join: 'inner' }))(new Recorder());
    for (let index = 0; index < 640; index += 1) operator.inputs[0]?.onRow(rowOf(index, index), Change.INSERT);
    operator.snapshot(table);
    const written = table.puts;
    operator.inputs[0]?.onRow(rowOf(1, 1), Change.INSERT);
    operator.snapshot(table);
    expect(table.puts - written).toBe(1);
    // Ten pages, one begun, and the header.
    expect(table.size).toBe(12);
  });

  it('is nothing of rows whose key is NULL, and nothing more of left rows that a semi join has given', () => {
    const operator = makeJoin(joinNode({ ...inner, join: 'semi' }))(new Recorder());
    const [left, right] = operator.inputs;
    left?.onRow(rowOf(null, 1), Change.INSERT);
    left?.onRow(rowOf(1, 1), Change.INSERT);
    left?.onRow(rowOf(2, 1), Change.INSERT);
    expect(operator.gauges()).toEqual({ leftRows: 2, rightRows: 0 });
    right?.onRow(rowOf(1, 5), Change.INSERT);
    right?.onRow(rowOf(1, 6), Change.INSERT);
    left?.onRow(rowOf(1, 2), Change.INSERT);
    expect(operator.gauges()).toEqual({ leftRows: 1, rightRows: 1 });
  });
});

describe('a join whose rows are forgotten after a time', () => {
  const row = (side: 0 | 1, ...values: number[]): Step => ({ kind: 'row', row: rowOf(...values), input: side });
  const time = (ms: number): Step => ({ kind: 'time', ms, input: 0 });

  function rowsOf(join: JoinType, steps: readonly Step[]) {
    const node = joinNode({
      join,
      isFinal: [true, true],
      keyed: true,
      conditional: false,
      matchesNull: false,
      ttlMs: 100,
    });
    return run(makeJoin(node), steps).rows();
  }

  it.each([[[]], [[{ kind: 'restart' }]]] as const)(
    'passes over what is over and takes nothing back (%j)',
    (between) => {
      const steps: Step[] = [
        time(1000),
        row(0, 1, 10),
        time(1060),
        row(0, 2, 20),
        ...between,
        time(1110),
        row(1, 1, 30),
        row(1, 2, 30),
      ];
      expect(rowsOf('left', steps)).toEqual([
        [1, 10, null, null],
        [2, 20, null, null],
        [2, 20, null, null],
        [2, 20, 2, 30],
      ]);
    },
  );

  it('begins anew when a row is written again, also when it finds a partner', () => {
    const steps = [time(1000), row(0, 1, 10), time(1080), row(1, 1, 30), time(1150), row(1, 1, 40)];
    expect(rowsOf('left', steps).slice(-1)).toEqual([[1, 10, 1, 40]]);
    expect(rowsOf('inner', steps)).toEqual([[1, 10, 1, 30]]);
    const again = [time(1000), row(0, 1, 10), time(1080), row(0, 1, 10), time(1150), row(1, 1, 40)];
    expect(rowsOf('inner', again)).toEqual([
      [1, 10, 1, 40],
      [1, 10, 1, 40],
    ]);
  });

  it('forgets the rows themselves some time later', () => {
    const node = joinNode({
      join: 'inner',
      isFinal: [true, true],
      keyed: true,
      conditional: false,
      matchesNull: false,
      ttlMs: 100,
    });
    const operator = makeJoin(node)(new Recorder());
    operator.inputs[0]?.onProcessingTime(1000);
    operator.inputs[0]?.onRow(rowOf(1, 10), Change.INSERT);
    operator.inputs[0]?.onProcessingTime(1300);
    expect(operator.gauges()).toEqual({ leftRows: 0, rightRows: 0 });
  });
});

describe('a subquery that is a value', () => {
  it('fails when a row finds a second partner, on whichever side it comes', () => {
    const shape = { isFinal: [true, false], keyed: true, conditional: false, matchesNull: false, ttlMs: 0 } as const;
    const node = { ...joinNode({ ...shape, join: 'left' }), isSingle: true } as const;
    const [left, right] = makeJoin(node)(new Recorder()).inputs;
    right?.onRow(rowOf(1, 1), Change.INSERT);
    right?.onRow(rowOf(1, 2), Change.INSERT);
    expect(() => left?.onRow(rowOf(1, 5), Change.INSERT)).toThrow('more than one row');
    left?.onRow(rowOf(2, 5), Change.INSERT);
    right?.onRow(rowOf(2, 1), Change.INSERT);
    right?.onRow(rowOf(2, 1), Change.DELETE);
    right?.onRow(rowOf(2, 3), Change.INSERT);
    expect(() => right?.onRow(rowOf(2, 4), Change.INSERT)).toThrow('more than one row');
  });
});
