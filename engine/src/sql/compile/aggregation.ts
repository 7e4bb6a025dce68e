/** Groups of a window aggregate: a generated class that holds the key columns, and the functions over it. */
import type { Aggregation } from '../../operators/aggregation.ts';
import { CodeWriter } from '../../row/code-writer.ts';
import { Change } from '../../row/row.ts';
import type { Expression } from '../bind/expression.ts';
import { changelogOf } from '../plan/changelog.ts';
import type { WindowAggregateNode } from '../plan/physical-plan.ts';
import type { AggregateInput } from './aggregate-input.ts';
import { compileAccumulator, compileRetractingAccumulator } from './aggregates/compile-accumulator.ts';
import { compileCondition } from './expression.ts';
import {
  columnsOf,
  type GroupNames,
  groupNames,
  writeCountedStep,
  writeGroupClass,
  writeKeyFunction,
  writeLoad,
} from './group-class.ts';

/** Generates the aggregation of a node: all of it runs for every row or every result. */
export function compileAggregation(node: WindowAggregateNode, input: AggregateInput): Aggregation {
  const writer = new CodeWriter(`aggregation-${node.id}`);
  const retracts = changelogOf(node.input) === 'updating';
  const Accumulator = retracts
    ? compileRetractingAccumulator(input.aggregates)
    : compileAccumulator(input.aggregates, input.schema);
  const names = groupNames(writer, node, Accumulator);
  writeGroupClass(writer, names, { keyCount: node.keys.length, fields: retracts ? ['rows = 0'] : [] });
  writeKeyFunction(writer, input, names);
  writer.block('return', () => writeFunctions(writer, node, input, { names, retracts }), ';');
  return writer.evaluate<Aggregation>();
}

interface AggregationParts {
  readonly names: GroupNames;
  /** Whether rows are taken back: then each group counts its rows. */
  readonly retracts: boolean;
}

function writeFunctions(
  writer: CodeWriter,
  node: WindowAggregateNode,
  input: AggregateInput,
  { names, retracts }: AggregationParts,
): void {
  const { Keys, keyOfGroup } = names;
  const keyCount = node.keys.length;
  writer.block('accepts: (row) =>', () => writeAccepts(writer, input.condition), ',');
  const gather = 'gather: (row, windows, groups, completed, change) =>';
  writer.block(gather, () => writeGather(writer, input.condition, retracts), ',');
  writer.line('keyOf,');
  writer.line(`keyOfGroup: ${keyOfGroup},`);
  writer.line('open,');
  if (retracts) writeCountedFunctions(writer);
  else writer.line('accumulate: (group, row) => { group.accumulate(row); },');
  writer.line(`emptyCopy: (group) => new Group(${columnsOf('group.', keyCount).join(', ')}),`);
  writer.line(`merge: (into, from) => { into.merge(from);${retracts ? ' into.rows += from.rows;' : ''} },`);
  writer.block('result: (group, start, end) =>', () => writeResult(writer, node, names), ',');
  const saved = retracts ? '[...group.toState(), group.rows]' : 'group.toState()';
  writer.line(`save: (group) => ({ keys: ${Keys}.toValues(group), accumulators: ${saved} }),`);
  const load = () => writeLoad(writer, names, keyCount, retracts ? 'group.rows = accumulators.at(-1);' : '');
  writer.block('load: ({ keys, accumulators }) =>', load, ',');
}

/** A group that loses its last row forgets everything. */
function writeCountedFunctions(writer: CodeWriter): void {
  writer.line('accumulate: (group, row) => { group.rows += 1; group.accumulate(row); },');
  writer.block(
    'retract: (group, row) =>',
    () => {
      writer.line('if (group.rows > 1) group.retract(row), group.rows -= 1;');
      writer.line('else if (group.rows === 1) group.reset(), group.rows = 0;');
    },
    ',',
  );
  writer.line('isGone: (group) => group.rows === 0,');
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
function writeGather(writer: CodeWriter, condition: Expression | undefined, retracts: boolean): void {
  if (condition !== undefined) {
    writer.line(`if (!(${compileCondition(condition, { writer, row: 'row' })})) return undefined;`);
  }
  writer.line('const slice = windows.find(row, completed);');
  writer.line('if (slice === null) return null;');
  writer.line('const key = keyOf(row);');
  writer.line('let group = slice.groups.get(key);');
  if (retracts) {
    writer.line(`const goes = change === ${Change.UPDATE_BEFORE} || change === ${Change.DELETE};`);
    writer.line('if (goes && (group === undefined || group.rows === 0)) return undefined;');
  }
  writer.line('if (group === undefined) group = groups.adopt(slice, key, open(row));');
  // Read here, the slot comes of one kind of group.
  writer.line('else groups.touchSlot(group.slot);');
  if (retracts) writeCountedStep(writer);
  else writer.line('group.accumulate(row);');
  writer.line('return group;');
}
