/** Reads a column that holds a time. Generated, so that each query's reads see one shape of row and stay fast. */
import { CodeWriter } from '../../row/code-writer.ts';
import type { Row } from '../../row/row.ts';

export function timeColumn(column: number): (row: Row) => number {
  const writer = new CodeWriter('time-column');
  writer.line(`return (row) => row.c${column};`);
  return writer.evaluate<(row: Row) => number>();
}
