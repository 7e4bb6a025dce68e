/** Drives one operator with a script of steps, straight through or with restarts, and records what comes out. */
import { type Aggregation, type Group, type GroupKey, gatherRow } from '../../src/operators/aggregation.ts';
import type { LateOutput, Operator, Output } from '../../src/operators/operator.ts';
import type { RowCodec } from '../../src/operators/row-codec.ts';
import { NO_WINDOW, type Window } from '../../src/operators/window-time.ts';
import type { Change, Row, Value } from '../../src/row/row.ts';
import type { StateTable, StateValue } from '../../src/state/state-store.ts';
import { storedSlots } from './stored-slots.ts';

export type Step =
  | { readonly kind: 'row'; readonly row: Row; readonly input?: number }
  | { readonly kind: 'watermark'; readonly ms: number; readonly input?: number }
  | { readonly kind: 'time'; readonly ms: number; readonly input?: number }
  | { readonly kind: 'batchEnd' }
  | { readonly kind: 'restart' };

export type Emitted =
  | { readonly kind: 'row'; readonly values: readonly Value[]; readonly change: Change }
  | { readonly kind: 'watermark' | 'time'; readonly ms: number }
  | { readonly kind: 'batchEnd' }
  | { readonly kind: 'late'; readonly values: readonly Value[] };

export const rowOf = (...values: Value[]): Row =>
  Object.fromEntries(values.map((value, index) => [`c${index}`, value])) as Row;

export const valuesOf = (row: Row): Value[] => Object.values(row);

/** A state table in memory that, like a disk, keeps copies. */
export class MemoryTable implements StateTable {
  readonly #values = new Map<number, StateValue>();
  /** Slots and headers that were written. */
  puts = 0;

  put(slot: number, value: StateValue): void {
    this.puts += storedSlots(value);
    this.#values.set(slot, asStored(value));
  }

  remove(slot: number): void {
    this.#values.delete(slot);
  }

  *entries(): Iterable<readonly [number, StateValue]> {
    for (const slot of [...this.#values.keys()].sort((a, b) => a - b)) {
      yield [slot, structuredClone(this.#values.get(slot) ?? null)];
    }
  }

  /** Slots and headers that are there, out of date or not. */
  get size(): number {
    return this.#values.values().reduce<number>((sum, value) => sum + storedSlots(value), 0);
  }
}

/** A copy, in which sets have become arrays, as on a disk. */
function asStored(value: StateValue): StateValue {
  if (value instanceof Set) return [...value].map(asStored);
  return Array.isArray(value) ? value.map(asStored) : structuredClone(value);
}

export class Recorder implements Output {
  readonly emitted: Emitted[] = [];

  onRow(row: Row, change: Change): void {
    this.emitted.push({ kind: 'row', values: valuesOf(row), change });
  }

  onWatermark(ms: number): void {
    this.emitted.push({ kind: 'watermark', ms });
  }

  onProcessingTime(ms: number): void {
    this.emitted.push({ kind: 'time', ms });
  }

  onBatchEnd(): void {
    this.emitted.push({ kind: 'batchEnd' });
  }

  readonly late: LateOutput = (row) => {
    this.emitted.push({ kind: 'late', values: valuesOf(row) });
  };

  rows(): readonly (readonly Value[])[] {
    return this.emitted.flatMap((item) => (item.kind === 'row' ? [item.values] : []));
  }

  lateRows(): readonly (readonly Value[])[] {
    return this.emitted.flatMap((item) => (item.kind === 'late' ? [item.values] : []));
  }
}

export type MakeOperator = (output: Output, late: LateOutput) => Operator;

/** Runs the steps; a restart takes a snapshot, throws the operator away and restores a fresh one. */
export function run(make: MakeOperator, steps: readonly Step[]): Recorder {
  const recorder = new Recorder();
  const table = new MemoryTable();
  let operator = make(recorder, recorder.late);
  for (const step of steps) {
    if (step.kind === 'restart') {
      operator.snapshot(table);
      operator = make(recorder, recorder.late);
      operator.restore(table);
    } else {
      apply(operator, step);
    }
  }
  return recorder;
}

export const withoutRestarts = (steps: readonly Step[]): Step[] => steps.filter(({ kind }) => kind !== 'restart');

function apply(operator: Operator, step: Exclude<Step, { kind: 'restart' }>): void {
  const input = operator.inputs['input' in step ? (step.input ?? 0) : 0];
  if (input === undefined) throw new Error('no such input');
  if (step.kind === 'row') input.onRow(step.row, 0);
  else if (step.kind === 'watermark') input.onWatermark(step.ms);
  else if (step.kind === 'time') input.onProcessingTime(step.ms);
  else input.onBatchEnd();
}

interface ListGroup extends Group {
  readonly key: GroupKey;
  readonly values: Value[];
}

/** Groups by column 0 and lists column 2 in order: tells every lost, doubled or disordered row. */
const listFunctions: Omit<Aggregation, 'gather'> = {
  accepts: () => true,
  keyOf: (row) => row.c0 as GroupKey,
  open: (row) => listGroup(row.c0 as GroupKey, []),
  accumulate: (group, row) => {
    asList(group).values.push(row.c2 ?? null);
  },
  emptyCopy: (group) => listGroup(asList(group).key, []),
  merge: (into, from) => {
    asList(into).values.push(...asList(from).values);
  },
  result: (group, start, end) => rowOf(asList(group).key, asList(group).values.join(' '), start, end),
  save: (group) => ({ keys: [asList(group).key], accumulators: [[...asList(group).values] as StateValue[]] }),
  load: ({ keys, accumulators }) => listGroup(keys[0] as GroupKey, [...(accumulators[0] as Value[])]),
  keyOfGroup: (group) => asList(group).key,
};

export const listAggregation: Aggregation = { ...listFunctions, gather: gatherRow(listFunctions) };

function listGroup(key: GroupKey, values: Value[]): ListGroup {
  const window: Window = NO_WINDOW;
  return { slot: 0, sequence: 0, window, fresh: false, key, values };
}

function asList(group: Group): ListGroup {
  return group as ListGroup;
}

export const plainRows: RowCodec = {
  save: (row) => valuesOf(row) as StateValue[],
  load: (value) => rowOf(...(value as Value[])),
};
