/** The class of a query's groups, generated: key columns, accumulators, and what operators keep of a group. */
import { NO_WINDOW } from '../../operators/window-time.ts';
import type { CodeWriter } from '../../row/code-writer.ts';
import { rowClass } from '../../row/row-class.ts';
import { rowKey } from '../../row/row-key.ts';
import type { Expression } from '../bind/expression.ts';
import type { AggregateInput, AggregateNode } from './aggregate-input.ts';
import type { AccumulatorClass } from './aggregates/accumulator.ts';
import { compileExpression } from './expression.ts';

/** The names by which generated code knows what it is made of. */
export interface GroupNames {
  readonly Keys: string;
  readonly Accumulator: string;
  readonly Result: string;
  readonly keyOfGroup: string;
}

/** What a group has beside its accumulators. */
export interface GroupShape {
  readonly keyCount: number;
  /** Further fields with their first values: `rows = 0`. */
  readonly fields: readonly string[];
}

export function groupNames(writer: CodeWriter, node: AggregateNode, Accumulator: AccumulatorClass): GroupNames {
  const keySchema = node.schema.slice(0, node.keys.length);
  return {
    Keys: writer.bind('Keys', rowClass(keySchema, 'keys')),
    Accumulator: writer.bind('Accumulator', Accumulator),
    Result: writer.bind('Result', rowClass(node.schema, node.id)),
    // A group has its key columns under the names of row columns, so the same kind of function reads them.
    keyOfGroup: writer.bind('keyOfGroup', rowKey(keySchema, [...node.keys.keys()])),
  };
}

/** A group is its accumulators, its key columns, and what the operator keeps of it: one object, for there are many. */
export function writeGroupClass(
  writer: CodeWriter,
  { Accumulator }: GroupNames,
  { keyCount, fields }: GroupShape,
): void {
  const columns = columnsOf('', keyCount);
  writer.block(`class Group extends ${Accumulator}`, () => {
    writer.block(`constructor(${columns.join(', ')})`, () => {
      writer.line('super();');
      writer.line('this.slot = 0;');
      writer.line('this.sequence = 0;');
      writer.line(`this.window = ${writer.bind('noWindow', NO_WINDOW)};`);
      writer.line('this.fresh = false;');
      for (const field of fields) writer.line(`this.${field};`);
      for (const column of columns) writer.line(`this.${column} = ${column};`);
    });
  });
}

/**
 * Writes `keyOf` and `open`. Keys that are columns are read where they stand; computed ones go through a row of keys that
 * lives for the call.
 */
export function writeKeyFunction(writer: CodeWriter, { keys, schema }: AggregateInput, names: GroupNames): void {
  writer.block('const open = (row) =>', () => {
    writer.line(`return new Group(${keyCodes(writer, keys).join(', ')});`);
  });
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

function keyCodes(writer: CodeWriter, keys: readonly Expression[]): string[] {
  return keys.map((key) => compileExpression(key, { writer, row: 'row' }).code);
}

export function columnsOf(prefix: string, count: number): string[] {
  return Array.from({ length: count }, (_, index) => `${prefix}c${index}`);
}

/** Writes the making of a group from `keys` and `accumulators`, and returns it; `rest`: what else it gets. */
export function writeLoad(writer: CodeWriter, { Keys }: GroupNames, keyCount: number, rest = ''): void {
  writer.line(`const row = ${Keys}.fromValues(keys);`);
  writer.line(`const group = new Group(${columnsOf('row.', keyCount).join(', ')});`);
  writer.line('group.takeState(accumulators);');
  if (rest !== '') writer.line(rest);
  writer.line('return group;');
}

/** Writes what a row does to its group where rows are taken back: a group that loses its last row forgets everything. */
export function writeCountedStep(writer: CodeWriter): void {
  writer.block('if (!goes)', () => {
    writer.line('group.rows += 1;');
    writer.line('group.accumulate(row);');
  });
  writer.line('else if (--group.rows === 0) group.reset();');
  writer.line('else group.retract(row);');
}
