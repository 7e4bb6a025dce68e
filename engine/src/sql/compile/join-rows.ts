/** Generated functions over the rows of a join: keys, the condition, the joined row, the row padded with NULLs. */
import type { StreamClock } from '../../operators/calc.ts';
import type { JoinInput, JoinRows } from '../../operators/join-rows.ts';
import { CodeWriter } from '../../row/code-writer.ts';
import type { Schema } from '../../row/data-type.ts';
import type { Row } from '../../row/row.ts';
import { rowClass } from '../../row/row-class.ts';
import { rowKey } from '../../row/row-key.ts';
import type { Expression } from '../bind/expression.ts';
import type { IntervalJoinNode, JoinNode, TemporalJoinNode, WindowJoinNode } from '../plan/physical-plan.ts';
import { newClock, scopeWithClock } from './calc.ts';
import { lateOutput, type NodeSite } from './compiled-node.ts';
import { compileCondition } from './expression.ts';
import { rowCodec } from './row-codec.ts';

export type AnyJoin = JoinNode | IntervalJoinNode | WindowJoinNode | TemporalJoinNode;

export interface CompiledJoin {
  readonly left: JoinInput;
  readonly right: JoinInput;
  readonly join: JoinRows;
  /** Kept up to date by the operator, for conditions that ask for the present time. */
  readonly clock: StreamClock;
}

export function compileJoinRows(node: AnyJoin, site: NodeSite): CompiledJoin {
  const clock = newClock();
  const { left, right, join } = node;
  const leftWidth = left.schema.length;
  const result = rowClass(node.schema, node.id);
  const columns = (side: string, schema: Schema): string[] => schema.map((_, index) => `${side}.c${index}`);
  const nulls = (schema: Schema): string[] => schema.map(() => 'null');
  const padded = (values: readonly string[]) => rowFunction<(row: Row) => Row>('row', result, values);
  return {
    clock,
    join: joinFunction(node, result, clock),
    left: {
      ...keyFunctions(left.schema, node.leftKeys),
      pad: padded([...columns('row', left.schema), ...nulls(right.schema)].slice(0, node.schema.length)),
      isKept: join === 'left' || join === 'full' || join === 'anti',
      rows: rowCodec(left.schema),
      late: lateOutput(site, left.schema),
    },
    right: {
      ...keyFunctions(right.schema, node.rightKeys),
      pad: padded([...Array.from({ length: leftWidth }, () => 'null'), ...columns('row', right.schema)]),
      isKept: join === 'right' || join === 'full',
      rows: rowCodec(right.schema),
      late: lateOutput(site, right.schema),
    },
  };
}

function keyFunctions(schema: Schema, keys: readonly number[]): Pick<JoinInput, 'keyOf' | 'hasNullKey'> {
  return { keyOf: rowKey(schema, keys), hasNullKey: nullKeyFunction(schema, keys) };
}

/** Keys are compared by =, which NULL never fulfils. */
function nullKeyFunction(schema: Schema, keys: readonly number[]): (row: Row) => boolean {
  const tests = keys.filter((key) => schema[key]?.type.nullable).map((key) => `row.c${key} === null`);
  const writer = new CodeWriter('null-key');
  writer.line(`return (row) => ${tests.length === 0 ? 'false' : tests.join(' || ')};`);
  return writer.evaluate<(row: Row) => boolean>();
}

function joinFunction(node: AnyJoin, result: unknown, clock: StreamClock): JoinRows {
  const writer = new CodeWriter(`join-${node.id}`);
  const width = node.left.schema.length;
  const column = (index: number): string => (index < width ? `left.c${index}` : `right.c${index - width}`);
  writer.block('return (left, right) =>', () => {
    if (node.condition !== undefined) {
      writer.line(`if (!(${conditionCode(node.condition, writer, { clock, column })})) return null;`);
    }
    const values = node.schema.map((_, index) => column(index));
    writer.line(`return new ${writer.bind('Result', result)}(${values.join(', ')});`);
  });
  return writer.evaluate<JoinRows>();
}

interface ConditionSite {
  readonly clock: StreamClock;
  readonly column: (index: number) => string;
}

function conditionCode(condition: Expression, writer: CodeWriter, { clock, column }: ConditionSite): string {
  return compileCondition(condition, { ...scopeWithClock(writer, clock), column });
}

function rowFunction<Make>(parameters: string, result: unknown, values: readonly string[]): Make {
  const writer = new CodeWriter('padded-row');
  writer.line(`return (${parameters}) => new ${writer.bind('Result', result)}(${values.join(', ')});`);
  return writer.evaluate<Make>();
}
