/** Whether two rows of a schema are alike in all columns, NULLs and NaNs being alike. */
import type { RowIdentity } from '../../operators/counted-rows.ts';
import { CodeWriter } from '../../row/code-writer.ts';
import type { DataType, Schema } from '../../row/data-type.ts';
import type { Row } from '../../row/row.ts';
import { rowKey, valueKey } from '../../row/row-key.ts';

export function rowIdentity(schema: Schema): RowIdentity {
  const writer = new CodeWriter('same-row');
  const parts = schema.map(({ type }, index) => sameCode(type, `a.c${index}`, `b.c${index}`, writer));
  writer.line(`return (a, b) => ${parts.length === 0 ? 'true' : parts.join(' && ')};`);
  const isSame = writer.evaluate<(a: Row, b: Row) => boolean>();
  return { isSame, identityOf: rowKey(schema, [...schema.keys()]) };
}

function sameCode(type: DataType, a: string, b: string, writer: CodeWriter): string {
  switch (type.kind) {
    case 'FLOAT':
    case 'DOUBLE':
      return `(${a} === ${b} || (${a} !== ${a} && ${b} !== ${b}))`;
    case 'BINARY':
    case 'VARBINARY':
    case 'ARRAY':
    case 'MULTISET':
    case 'MAP':
    case 'ROW': {
      const key = writer.bind('valueKey', valueKey);
      return `${key}(${a}) === ${key}(${b})`;
    }
    default:
      return `${a} === ${b}`;
  }
}
