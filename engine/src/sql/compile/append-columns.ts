/** Builds an operator's output row: the columns of its input row, and what the operator adds at their end. */
import { CodeWriter } from '../../row/code-writer.ts';
import type { Schema } from '../../row/data-type.ts';
import type { Row, Value } from '../../row/row.ts';
import { rowClass } from '../../row/row-class.ts';

/** For an operator that adds numbers: a window's times, a rank. */
export function appendColumns(schema: Schema, inputWidth: number): (row: Row, ...added: readonly number[]) => Row {
  const writer = new CodeWriter('append-columns');
  const added = schema.slice(inputWidth).map((_, index) => `added${index}`);
  const Result = writer.bind('Result', rowClass(schema));
  const columns = [...inputColumns(inputWidth), ...added];
  writer.line(`return (${['row', ...added].join(', ')}) => new ${Result}(${columns.join(', ')});`);
  return writer.evaluate<(row: Row, ...added: readonly number[]) => Row>();
}

/** For an operator that adds the values of another row. */
export function appendValues(schema: Schema, inputWidth: number): (row: Row, values: readonly Value[]) => Row {
  const writer = new CodeWriter('append-values');
  const added = schema.slice(inputWidth).map((_, index) => `values[${index}]`);
  const Result = writer.bind('Result', rowClass(schema));
  writer.line(`return (row, values) => new ${Result}(${[...inputColumns(inputWidth), ...added].join(', ')});`);
  return writer.evaluate<(row: Row, values: readonly Value[]) => Row>();
}

function inputColumns(width: number): string[] {
  return Array.from({ length: width }, (_, index) => `row.c${index}`);
}
