/** Groups of an aggregate without a window: the generated way of a row into its group, and of the group's result out. */
import type { RunningAggregation } from '../../operators/group-aggregate.ts';
import { CodeWriter } from '../../row/code-writer.ts';
import type { DataType } from '../../row/data-type.ts';
import { Change, type Value } from '../../row/row.ts';
import { valueKey } from '../../row/row-key.ts';
import type { GroupAggregateNode } from '../plan/physical-plan.ts';
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

export interface RunningOptions {
  /** Whether rows of the input are taken back. */
  readonly retracts: boolean;
  /** Whether groups can be over (state TTL). */
  readonly perishes: boolean;
}

export function compileRunningAggregation(
  node: GroupAggregateNode,
  input: AggregateInput,
  options: RunningOptions,
): RunningAggregation {
  const writer = new CodeWriter(`running-aggregation-${node.id}`);
  const Accumulator = options.retracts
    ? compileRetractingAccumulator(input.aggregates)
    : compileAccumulator(input.aggregates, input.schema);
  const names = groupNames(writer, node, Accumulator);
  const fields = ['rows = 0', 'before = null', 'lastChange = -1', 'writtenMs = 0'];
  writeGroupClass(writer, names, { keyCount: node.keys.length, fields });
  writeKeyFunction(writer, input, names);
  writer.block(
    'return',
    () => {
      writer.block('take: (row, change, groups) =>', () => writeTake(writer, input, options), ',');
      writer.line(`keyOfGroup: ${names.keyOfGroup},`);
      writer.block('result: (group) =>', () => writeResult(writer, node, names), ',');
      writer.line(`isSame: (a, b) => ${sameCode(writer, node)},`);
      writeStateFunctions(writer, names, node.keys.length);
    },
    ';',
  );
  return writer.evaluate<RunningAggregation>();
}

/**
 * A row that is taken back from a group which is not there is passed over, as in Flink. A group that has lost its last
 * row forgets everything at once: what comes later in the batch begins anew.
 */
function writeTake(writer: CodeWriter, { condition }: AggregateInput, { retracts, perishes }: RunningOptions): void {
  if (condition !== undefined) writer.line(`if (!(${compileCondition(condition, { writer, row: 'row' })})) return;`);
  if (retracts) {
    writer.line(`const goes = change === ${Change.UPDATE_BEFORE} || change === ${Change.DELETE};`);
  }
  writer.line('const key = keyOf(row);');
  writer.line('let group = groups.byKey.get(key);');
  if (perishes) {
    writer.block('if (group !== undefined && groups.ttl.isOver(group))', () => {
      writer.line('groups.expire(group);');
      writer.line('group = undefined;');
    });
  }
  if (retracts) writer.line('if (goes && (group === undefined || group.rows === 0)) return;');
  writer.line('if (group === undefined) groups.adopt(key, (group = open(row)));');
  writer.line('else if (group.lastChange === -1) groups.begin(group);');
  writer.line('group.lastChange = groups.changed.push(group) - 1;');
  if (!retracts) {
    writer.line('group.accumulate(row);');
    return;
  }
  writeCountedStep(writer);
}

function writeResult(writer: CodeWriter, node: GroupAggregateNode, { Result }: GroupNames): void {
  const results = node.aggregates.map((_, index) => `results[${index}]`);
  writer.line('const results = group.results();');
  writer.line(`return new ${Result}(${[...columnsOf('group.', node.keys.length), ...results].join(', ')});`);
}

/** The keys of two results of one group are equal: only the aggregates are compared. */
function sameCode(writer: CodeWriter, node: GroupAggregateNode): string {
  const parts = node.aggregates.map((call, index) => {
    const column = `c${node.keys.length + index}`;
    if (comparesByValue(call.type)) return `a.${column} === b.${column}`;
    return `${writer.bind('isSameValue', isSameValue)}(a.${column}, b.${column})`;
  });
  return parts.length === 0 ? 'true' : parts.join(' && ');
}

function comparesByValue(type: DataType): boolean {
  switch (type.kind) {
    case 'FLOAT':
    case 'DOUBLE':
    case 'BINARY':
    case 'VARBINARY':
    case 'ARRAY':
    case 'MULTISET':
    case 'MAP':
    case 'ROW':
      return false;
    default:
      return true;
  }
}

function isSameValue(a: Value, b: Value): boolean {
  return Object.is(a, b) || (typeof a === 'object' && typeof b === 'object' && valueKey(a) === valueKey(b));
}

/** The operator's own numbers stand behind what the accumulators keep. */
function writeStateFunctions(writer: CodeWriter, names: GroupNames, keyCount: number): void {
  const { Keys } = names;
  const saved = '[...group.toState(), group.rows, group.writtenMs]';
  writer.line(`save: (group) => ({ keys: ${Keys}.toValues(group), accumulators: ${saved} }),`);
  const rest = 'group.rows = accumulators.at(-2), group.writtenMs = accumulators.at(-1);';
  writer.block('load: ({ keys, accumulators }) =>', () => writeLoad(writer, names, keyCount, rest), ',');
}
