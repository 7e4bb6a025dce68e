/** Hand-made plans over one table of clicks (user, ts, amount), and a way to run what they compile to. */
import type { SourceSpan } from '../../../src/errors/sql-error.ts';
import type { DataType, Schema } from '../../../src/row/data-type.ts';
import { STRING } from '../../../src/row/data-type.ts';
import { type Change, MAX_WATERMARK, type Row, type Value } from '../../../src/row/row.ts';
import type { AggregateCall, Expression } from '../../../src/sql/bind/expression.ts';
import { compilePlan } from '../../../src/sql/compile/compile-plan.ts';
import type { CompileContext, Dataflow } from '../../../src/sql/compile/dataflow.ts';
import type {
  CalcNode,
  PhysicalPlan,
  PlanNode,
  ScanNode,
  SinkNode,
  TableDefinition,
  WatermarkNode,
  WindowAggregateNode,
  WindowSource,
} from '../../../src/sql/plan/physical-plan.ts';
import { MemoryTable, rowOf, valuesOf } from '../../operators/harness.ts';

export const span: SourceSpan = { file: 'test.sql', line: 1, column: 1, start: 0, end: 1 };
export const INT: DataType = { kind: 'INT', nullable: true };
export const BIGINT: DataType = { kind: 'BIGINT', nullable: false };
export const BOOLEAN: DataType = { kind: 'BOOLEAN', nullable: true };
export const ROWTIME: DataType = { kind: 'TIMESTAMP_LTZ', precision: 3, nullable: true, attribute: 'rowtime' };
export const TIME: DataType = { kind: 'TIMESTAMP', precision: 3, nullable: false };

export const clicksSchema: Schema = [
  { name: 'user', type: STRING },
  { name: 'ts', type: ROWTIME },
  { name: 'amount', type: INT },
];

export const windowColumns: Schema = [
  { name: 'window_start', type: TIME },
  { name: 'window_end', type: TIME },
  { name: 'window_time', type: ROWTIME },
];

export function column(schema: Schema, index: number): Expression {
  const field = schema[index];
  if (field === undefined) throw new RangeError(`no column ${index}`);
  return { kind: 'column', index, name: field.name, type: field.type, span };
}

export const literal = (value: Value, type: DataType): Expression => ({ kind: 'literal', value, type, span });

export const call = (name: string, args: readonly Expression[], type: DataType): Expression => ({
  kind: 'call',
  function: name,
  args,
  type,
  span,
});

export function table(name: string, options: Readonly<Record<string, string>> = {}): TableDefinition {
  return { name, schema: clicksSchema, primaryKey: [], options, partitionKeys: [], span };
}

export const clicks = (connector = 'filesystem'): ScanNode => ({
  kind: 'scan',
  id: 'clicks/scan',
  schema: clicksSchema,
  span,
  table: table('clicks', { connector }),
  columns: [0, 1, 2],
});

export const withWatermark = (input: PlanNode, emit: WatermarkNode['emit'] = 'on-event'): WatermarkNode => ({
  kind: 'watermark',
  id: 'clicks/watermark',
  schema: clicksSchema,
  span,
  input,
  rowtime: 1,
  watermark: call(
    'DATETIME_MINUS',
    [column(clicksSchema, 1), literal(5, { kind: 'INTERVAL_DAY', nullable: false })],
    ROWTIME,
  ),
  emit,
  idleTimeoutMs: 0,
});

export function calc(
  id: string,
  input: PlanNode,
  projections: readonly Expression[],
  condition?: Expression,
): CalcNode {
  const schema = projections.map((projection, index) => ({ name: `p${index}`, type: projection.type }));
  const node = { kind: 'calc', id, schema, span, input, projections } as const;
  return condition === undefined ? node : { ...node, condition };
}

export const sumOf = (input: Schema, index: number): AggregateCall => ({
  function: 'SUM',
  args: [column(input, index)],
  distinct: false,
  type: INT,
  name: 'total',
  span,
});

export const countAll: AggregateCall = { function: 'COUNT', args: [], distinct: false, type: BIGINT, name: 'n', span };

export const tumble: WindowSource = {
  from: 'time',
  column: 1,
  time: 'rowtime',
  spec: { kind: 'tumble', sizeMs: 10, offsetMs: 0 },
};

/** Keys, SUM(amount), COUNT(*), window_start, window_end. */
export function aggregate(id: string, input: PlanNode, window: WindowSource, keys = [0]): WindowAggregateNode {
  const aggregates = [sumOf(input.schema, 2), countAll];
  const schema = [
    ...keys.flatMap((key) => input.schema[key] ?? []),
    ...aggregates.map(({ name, type }) => ({ name, type })),
    ...windowColumns.slice(0, 2),
  ];
  const properties = ['window_start', 'window_end'] as const;
  return { kind: 'window-aggregate', id, schema, span, input, window, keys, aggregates, properties };
}

export const sink = (name: string, input: PlanNode, options: Readonly<Record<string, string>> = {}): SinkNode => ({
  kind: 'sink',
  id: `${name}-sink`,
  schema: input.schema,
  span,
  input,
  table: table(name, { connector: 'print', ...options }),
});

export const planOf = (...roots: readonly SinkNode[]): PhysicalPlan => ({
  queries: roots.map((root) => ({ name: root.table.name, root })),
});

export interface Received {
  readonly sink: string;
  readonly values: readonly Value[];
  readonly change: Change;
}

/** A compiled plan with everything that left it; `restart` takes a snapshot and goes on in a fresh copy. */
export class Running {
  readonly received: Received[] = [];
  readonly late: { readonly query: string; readonly operator: string; readonly values: readonly Value[] }[] = [];
  dataflow: Dataflow;
  readonly #plan: PhysicalPlan;
  readonly #tables = new Map<string, MemoryTable>();
  readonly #lookupRows: readonly (readonly Value[])[];

  constructor(plan: PhysicalPlan, lookupRows: readonly (readonly Value[])[] = []) {
    this.#plan = plan;
    this.#lookupRows = lookupRows;
    this.dataflow = compilePlan(plan, this.#context());
    for (const start of this.dataflow.starts) start();
  }

  /** One row of clicks into every source. */
  click(user: string | null, ts: number, amount: number): void {
    for (const { output } of this.dataflow.sources) output.onRow(rowOf(user, ts, amount), 0);
  }

  batchEnd(arrivalMs = 0): void {
    for (const { watermark, output } of this.dataflow.sources) {
      watermark?.batchEnd(arrivalMs);
      output.onBatchEnd();
    }
  }

  processingTime(ms: number): void {
    for (const { output } of this.dataflow.sources) output.onProcessingTime(ms);
  }

  end(): void {
    for (const { output } of this.dataflow.sources) output.onWatermark(MAX_WATERMARK);
    this.batchEnd();
  }

  restart(): void {
    for (const operator of this.dataflow.operators) operator.snapshot(this.#tableOf(operator.id));
    this.dataflow = compilePlan(this.#plan, this.#context());
    for (const operator of this.dataflow.operators) operator.restore(this.#tableOf(operator.id));
    for (const start of this.dataflow.starts) start();
  }

  rows(sinkName: string): readonly (readonly Value[])[] {
    return this.received.filter((item) => item.sink === sinkName).map(({ values }) => values);
  }

  #tableOf(id: string): MemoryTable {
    const existing = this.#tables.get(id) ?? new MemoryTable();
    this.#tables.set(id, existing);
    return existing;
  }

  #context(): CompileContext {
    return {
      openSink: (node) => ({
        onRow: (row: Row, change: Change) => {
          this.received.push({ sink: node.table.name, values: valuesOf(row), change });
        },
        commit() {},
        finish() {},
        position: () => null,
        seek() {},
      }),
      lateOutput: (query, operator) => (row) => {
        this.late.push({ query, operator, values: valuesOf(row) });
      },
      openLookup: (_, keys) => (values) =>
        this.#lookupRows.filter((row) => keys.every((key, index) => row[key] === values[index])),
    };
  }
}
