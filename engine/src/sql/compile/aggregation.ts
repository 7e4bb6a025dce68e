/** Groups of a window aggregate: a generated class that holds the key columns, and the functions over it. */
import type { Aggregation } from '../../operators/aggregation.ts';
import { NO_WINDOW } from '../../operators/window-time.ts';
import { CodeWriter } from '../../row/code-writer.ts';
import { rowClass } from '../../row/row-class.ts';
import { rowKey } from '../../row/row-key.ts';
import type { Expression } from '../bind/expression.ts';
import type { WindowAggregateNode } from '../plan/physical-plan.ts';
import type { AggregateInput } from './aggregate-input.ts';
import { compileAccumulator } from './aggregates/compile-accumulator.ts';
import { compileCondition, compileExpression } from './expression.ts';

/** Generates the aggregation of a node: all of it runs for every row or every result. */
export function compileAggregation(node: WindowAggregateNode, input: AggregateInput): Aggregation {
  const keySchema = node.schema.slice(0, node.keys.length);
  const writer = new CodeWriter(`aggregation-${node.id}`);
  const names: AggregationNames = {
    Keys: writer.bind('Keys', rowClass(keySchema, 'keys')),
    Accumulator: writer.bind('Accumulator', compileAccumulator(input.aggregates, input.schema)),
    Result: writer.bind('Result', rowClass(node.schema, node.id)),
    // A group has its key columns under the names of row columns, so the same kind of function reads them.
    keyOfGroup: writer.bind('keyOfGroup', rowKey(keySchema, [...node.keys.keys()])),
  };
  writeGroupClass(writer, names, node.keys.length);
  writeKeyFunction(writer, input, names);
  writer.block('const open = (row) =>', () => {
    const keys = keyCodes(writer, input.keys);
    writer.line(`return new Group(${keys.join(', ')});`);
  });
  writer.block('return', () => writeFunctions(writer, node, input, names), ';');
  return writer.evaluate<Aggregation>();
}

interface AggregationNames {
  readonly Keys: string;
  readonly Accumulator: string;
  readonly Result: string;
  readonly keyOfGroup: string;
}

/** A group is its accumulators, its key columns, and what the operator keeps of it: one object, for there are many. */
function writeGroupClass(writer: CodeWriter, { Accumulator }: AggregationNames, keyCount: number): void {
  const columns = columnsOf('', keyCount);
  writer.block(`class Group extends ${Accumulator}`, () => {
    writer.block(`constructor(${columns.join(', ')})`, () => {
      writer.line('super();');
      writer.line('this.slot = 0;');
      writer.line('this.sequence = 0;');
      writer.line(`this.window = ${writer.bind('noWindow', NO_WINDOW)};`);
      writer.line('this.fresh = false;');
      for (const column of columns) writer.line(`this.${column} = ${column};`);
    });
  });
}

/** Keys that are columns are read where they stand; computed ones go through a row of keys that lives for the call. */
function writeKeyFunction(writer: CodeWriter, { keys, schema }: AggregateInput, names: AggregationNames): void {
  const columns = keys.flatMap((key) => (key.kind === 'column' ? [key.index] : []));
  if (columns.length === keys.length) {
    writer.line(`const keyOf = ${writer.bind('keyOfColumns', rowKey(schema, columns))};`);
    return;
  }
  writer.block('const keyOf = (row) =>', () => {
    const values = keyCodes(writer, keys);
    writer.line(`return ${names.keyOfGroup}(new ${names.Keys}(${values.join(', ')}));`);
  });
}

function writeFunctions(
  writer: CodeWriter,
  node: WindowAggregateNode,
  input: AggregateInput,
  names: AggregationNames,
): void {
  const { Keys, keyOfGroup } = names;
  const keyCount = node.keys.length;
  writer.block('accepts: (row) =>', () => writeAccepts(writer, input.condition), ',');
  writer.block('gather: (row, windows, groups, completed) =>', () => writeGather(writer, input.condition), ',');
  writer.line('keyOf,');
  writer.line(`keyOfGroup: ${keyOfGroup},`);
  writer.line('open,');
  writer.line('accumulate: (group, row) => { group.accumulate(row); },');
  writer.line(`emptyCopy: (group) => new Group(${columnsOf('group.', keyCount).join(', ')}),`);
  writer.line('merge: (into, from) => { into.merge(from); },');
  writer.block('result: (group, start, end) =>', () => writeResult(writer, node, names), ',');
  writer.line(`save: (group) => ({ keys: ${Keys}.toValues(group), accumulators: group.toState() }),`);
  writer.block('load: ({ keys, accumulators }) =>', () => writeLoad(writer, names, keyCount), ',');
}

function keyCodes(writer: CodeWriter, keys: readonly Expression[]): string[] {
  return keys.map((key) => compileExpression(key, { writer, row: 'row' }).code);
}

function columnsOf(prefix: string, count: number): string[] {
  return Array.from({ length: count }, (_, index) => `${prefix}c${index}`);
}

function writeAccepts(writer: CodeWriter, condition: Expression | undefined): void {
  const code = condition === undefined ? 'true' : compileCondition(condition, { writer, row: 'row' });
  writer.line(`return ${code};`);
}

function writeLoad(writer: CodeWriter, { Keys }: AggregationNames, keyCount: number): void {
  writer.line(`const row = ${Keys}.fromValues(keys);`);
  writer.line(`const group = new Group(${columnsOf('row.', keyCount).join(', ')});`);
  writer.line('group.takeState(accumulators);');
  writer.line('return group;');
}

function writeResult(writer: CodeWriter, node: WindowAggregateNode, { Result }: AggregationNames): void {
  const properties = { window_start: 'start', window_end: 'end', window_time: 'end - 1' };
  const columns = [
    ...node.keys.map((_, index) => `group.c${index}`),
    ...node.aggregates.map((_, index) => `results[${index}]`),
    ...node.properties.map((property) => properties[property]),
  ];
  writer.line('const results = group.results();');
  writer.line(`return new ${Result}(${columns.join(', ')});`);
}

/** See gatherRow, which says the same in plain words. */
function writeGather(writer: CodeWriter, condition: Expression | undefined): void {
  if (condition !== undefined) {
    writer.line(`if (!(${compileCondition(condition, { writer, row: 'row' })})) return undefined;`);
  }
  writer.line('const slice = windows.find(row, completed);');
  writer.line('if (slice === null) return null;');
  writer.line('const key = keyOf(row);');
  writer.line('let group = slice.groups.get(key);');
  writer.line('if (group === undefined) group = groups.adopt(slice, key, open(row));');
  writer.line('else groups.touch(group);');
  writer.line('group.accumulate(row);');
  writer.line('return group;');
}
