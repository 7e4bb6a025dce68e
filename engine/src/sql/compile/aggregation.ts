/** Groups of a window aggregate: a generated class that holds the key columns, and the functions over it. */
import type { Aggregation } from '../../operators/aggregation.ts';
import { CodeWriter } from '../../row/code-writer.ts';
import type { Expression } from '../bind/expression.ts';
import type { WindowAggregateNode } from '../plan/physical-plan.ts';
import type { AggregateInput } from './aggregate-input.ts';
import { compileAccumulator } from './aggregates/compile-accumulator.ts';
import { compileCondition } from './expression.ts';
import { columnsOf, type GroupNames, groupNames, writeGroupClass, writeKeyFunction, writeLoad } from './group-class.ts';

/** Generates the aggregation of a node: all of it runs for every row or every result. */
export function compileAggregation(node: WindowAggregateNode, input: AggregateInput): Aggregation {
  const writer = new CodeWriter(`aggregation-${node.id}`);
  const names = groupNames(writer, node, compileAccumulator(input.aggregates, input.schema));
  writeGroupClass(writer, names, { keyCount: node.keys.length, fields: [] });
  writeKeyFunction(writer, input, names);
  writer.block('return', () => writeFunctions(writer, node, input, names), ';');
  return writer.evaluate<Aggregation>();
}

function writeFunctions(writer: CodeWriter, node: WindowAggregateNode, input: AggregateInput, names: GroupNames): void {
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

function writeAccepts(writer: CodeWriter, condition: Expression | undefined): void {
  const code = condition === undefined ? 'true' : compileCondition(condition, { writer, row: 'row' });
  writer.line(`return ${code};`);
}

function writeResult(writer: CodeWriter, node: WindowAggregateNode, { Result }: GroupNames): void {
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
