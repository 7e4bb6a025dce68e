/** INSERT INTO: the sink, and before it what its table asks for: NOT NULL columns, rows that share a primary key. */
import { MillraceError } from '../../errors/millrace-error.ts';
import { NotNullRows } from '../../operators/not-null-rows.ts';
import type { Operator, Output } from '../../operators/operator.ts';
import { SinkWriter } from '../../operators/sink-writer.ts';
import { UpsertMaterializer } from '../../operators/upsert-materializer.ts';
import { CodeWriter } from '../../row/code-writer.ts';
import type { Row } from '../../row/row.ts';
import { rowKey } from '../../row/row-key.ts';
import type { SinkNode } from '../plan/physical-plan.ts';
import type { NodeCompiler } from './compiled-node.ts';
import { rowCodec } from './row-codec.ts';

/** Rows that updates replace stop here where the sink was promised none: not every operator leaves them out. */
export const compileSink: NodeCompiler<SinkNode> = (node, { id, context, updateBefore }) => {
  const sink = context.openSink(node);
  const writer = new SinkWriter(id, sink, updateBefore);
  const operators: Operator[] = [writer];
  const before = (make: (output: Output) => Operator): void => {
    operators.unshift(make(operators[0]?.inputs[0] ?? writer));
  };
  if (node.materialize !== undefined) before((output) => materializer(node, node.materialize, id, output));
  if (node.notNull !== undefined) before((output) => notNullRows(node, node.notNull, id, output));
  return { operators, sink };
};

function materializer(node: SinkNode, how: SinkNode['materialize'], id: string, output: Output): Operator {
  const { schema } = node.input;
  const { primaryKey } = node.table;
  const columns = primaryKey.map((name) => node.table.schema.findIndex((field) => field.name === name));
  return new UpsertMaterializer({
    id: `${id}/rows-of-key`,
    keyOf: rowKey(schema, columns),
    rowKeyOf: rowKey(schema, how?.rowKey ?? [...schema.keys()]),
    rows: rowCodec(schema),
    ttlMs: how?.ttlMs ?? 0,
    output,
  });
}

function notNullRows(node: SinkNode, rule: SinkNode['notNull'], id: string, output: Output): Operator {
  const columns = rule?.columns ?? [];
  const writer = new CodeWriter(`not-null-${node.id}`);
  writer.line(`return (row) => ${columns.map((column) => `row.c${column} !== null`).join(' && ')};`);
  return new NotNullRows({
    id: `${id}/not-null`,
    isWhole: writer.evaluate<(row: Row) => boolean>(),
    refuse: (row) => {
      if (rule?.otherwise !== 'DROP') throw nullInSink(node, columns, row);
    },
    output,
  });
}

function nullInSink({ table }: SinkNode, columns: readonly number[], row: Row): MillraceError {
  const column = columns.find((each) => row[`c${each}`] === null) ?? 0;
  const name = table.schema[column]?.name ?? '?';
  return new MillraceError(`column ${name} of table ${table.name} is NOT NULL, but a row has NULL in it`, {
    code: 'SINK_NULL_VALUE',
    domain: 'user',
    retry: 'never',
    hint: `WHERE ${name} IS NOT NULL, or SET 'table.exec.sink.not-null-enforcer' = 'DROP' before the INSERT`,
  });
}
