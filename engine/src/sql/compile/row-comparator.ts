/** ORDER BY as a function: negative when the first row comes before the second. */
import { CodeWriter } from '../../row/code-writer.ts';
import type { DataType, Schema } from '../../row/data-type.ts';
import type { Row } from '../../row/row.ts';
import type { SortKey } from '../bind/expression.ts';

export function rowComparator(schema: Schema, orderBy: readonly SortKey[]): (a: Row, b: Row) => number {
  const writer = new CodeWriter('row-comparator');
  writer.block('return (a, b) =>', () => {
    for (const key of orderBy) writeKey(writer, schema[key.column]?.type, key);
    writer.line('return 0;');
  });
  return writer.evaluate<(a: Row, b: Row) => number>();
}

function writeKey(writer: CodeWriter, type: DataType | undefined, { column, descending, nullsLast }: SortKey): void {
  const [a, b] = [`a.c${column}`, `b.c${column}`];
  const nullFirst = nullsLast ? 1 : -1;
  writer.block(`if (${a} === null || ${b} === null)`, () => {
    writer.line(`if (${a} !== ${b}) return ${a} === null ? ${nullFirst} : ${-nullFirst};`);
  });
  const less = descending ? 1 : -1;
  const isBytes = type?.kind === 'BINARY' || type?.kind === 'VARBINARY';
  if (isBytes) {
    const compare = writer.bind('compareBytes', Buffer.compare);
    const order = writer.variable('order');
    writer.line(`const ${order} = ${a} === null ? 0 : ${compare}(${a}, ${b});`);
    writer.line(`if (${order} !== 0) return ${order} * ${-less};`);
    return;
  }
  writer.line(`if (${a} < ${b}) return ${less};`);
  writer.line(`if (${a} > ${b}) return ${-less};`);
}
