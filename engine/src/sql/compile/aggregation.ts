/** Groups of a window aggregate: a generated class that holds the key columns, and the functions over it. */
import type { Aggregation } from '../../operators/aggregation.ts';
import { NO_WINDOW } from '../../operators/window-time.ts';
import { CodeWriter } from '../../row/code-writer.ts';
import { rowClass } from '../../row/row-class.ts';
import { rowKey } from '../../row/row-key.ts';
import type { WindowAggregateNode } from '../plan/physical-plan.ts';
import { compileAccumulator } from './aggregates/compile-accumulator.ts';

/** Generates the aggregation of a node: all of it runs for every row or every result. */
export function compileAggregation(node: WindowAggregateNode): Aggregation {
  const inputSchema = node.input.schema;
  const keySchema = node.schema.slice(0, node.keys.length);
  const keyNames = node.keys.map((_, index) => `c${index}`);
  const writer = new CodeWriter(`aggregation-${node.id}`);
  const names: AggregationNames = {
    Keys: writer.bind('Keys', rowClass(keySchema, 'keys')),
    Accumulator: writer.bind('Accumulator', compileAccumulator(node.aggregates, inputSchema)),
    Result: writer.bind('Result', rowClass(node.schema, node.id)),
    keyOf: writer.bind('keyOf', rowKey(inputSchema, node.keys)),
    // A group has its key columns under the names of row columns, so the same kind of function reads them.
    keyOfGroup: writer.bind('keyOfGroup', rowKey(keySchema, [...keyNames.keys()])),
  };
  writeGroupClass(writer, keyNames);
  writer.block('return', () => writeFunctions(writer, node, names), ';');
  return writer.evaluate<Aggregation>();
}

interface AggregationNames {
  readonly Keys: string;
  readonly Accumulator: string;
  readonly Result: string;
  readonly keyOf: string;
  readonly keyOfGroup: string;
}

function writeGroupClass(writer: CodeWriter, keyNames: readonly string[]): void {
  writer.block('class Group', () => {
    writer.block(`constructor(${[...keyNames, 'accumulator'].join(', ')})`, () => {
      writer.line('this.slot = 0;');
      writer.line('this.sequence = 0;');
      writer.line(`this.window = ${writer.bind('noWindow', NO_WINDOW)};`);
      writer.line('this.fresh = false;');
      for (const name of [...keyNames, 'accumulator']) writer.line(`this.${name} = ${name};`);
    });
  });
}

function writeFunctions(writer: CodeWriter, node: WindowAggregateNode, names: AggregationNames): void {
  const { Keys, Accumulator, keyOf, keyOfGroup } = names;
  const columnsOf = (row: string, columns: readonly number[]) => columns.map((column) => `${row}.c${column}`);
  const fresh = `new ${Accumulator}()`;
  const open = `new Group(${[...columnsOf('row', node.keys), fresh].join(', ')})`;
  const positions = [...node.keys.keys()];
  writer.line('accepts: () => true,');
  writer.block('gather: (row, windows, groups, completed) =>', () => writeGather(writer, names, open), ',');
  writer.line(`keyOf: ${keyOf},`);
  writer.line(`keyOfGroup: ${keyOfGroup},`);
  writer.line(`open: (row) => ${open},`);
  writer.line('accumulate: (group, row) => { group.accumulator.accumulate(row); },');
  writer.line(`emptyCopy: (group) => new Group(${[...columnsOf('group', positions), fresh].join(', ')}),`);
  writer.line('merge: (into, from) => { into.accumulator.merge(from.accumulator); },');
  writer.block('result: (group, start, end) =>', () => writeResult(writer, node, names), ',');
  writer.line(`save: (group) => [${Keys}.toValues(group), group.accumulator.toState()],`);
  writer.block(
    'load: ([saved, state]) =>',
    () => {
      writer.line(`const keys = ${Keys}.fromValues(saved);`);
      const restored = `${Accumulator}.fromState(state)`;
      writer.line(`return new Group(${[...columnsOf('keys', positions), restored].join(', ')});`);
    },
    ',',
  );
}

function writeResult(writer: CodeWriter, node: WindowAggregateNode, { Result }: AggregationNames): void {
  const properties = { window_start: 'start', window_end: 'end', window_time: 'end - 1' };
  const columns = [
    ...node.keys.map((_, index) => `group.c${index}`),
    ...node.aggregates.map((_, index) => `results[${index}]`),
    ...node.properties.map((property) => properties[property]),
  ];
  writer.line('const results = group.accumulator.results();');
  writer.line(`return new ${Result}(${columns.join(', ')});`);
}

/** See gatherRow, which says the same in plain words. */
function writeGather(writer: CodeWriter, { keyOf }: AggregationNames, open: string): void {
  writer.line('const slice = windows.find(row, completed);');
  writer.line('if (slice === null) return null;');
  writer.line(`const key = ${keyOf}(row);`);
  writer.line('let group = slice.groups.get(key);');
  writer.line(`if (group === undefined) group = groups.adopt(slice, key, ${open});`);
  writer.line('else groups.touch(group);');
  writer.line('group.accumulator.accumulate(row);');
  writer.line('return group;');
}
