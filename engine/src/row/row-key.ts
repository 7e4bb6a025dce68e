/**
 * Keys for Map: two rows have the same key exactly when SQL groups them together (NULL equals NULL).
 *
 * K1. One column of text or of numbers is its own key, so that hot maps hash what the row already has.
 * K2. NULL is a key of the other kind (0 among texts, '~' among numbers), so it can never meet a value.
 * K3. A composite key is a text that reads back in one way only: texts carry their length, all else ends with a mark.
 */
import { CodeWriter } from './code-writer.ts';
import type { DataType, Schema } from './data-type.ts';
import type { Row, Value } from './row.ts';

export type RowKey = string | number;

/** Generates the key function of some columns; no columns give the one key 0. */
export function rowKey(schema: Schema, columns: readonly number[]): (row: Row) => RowKey {
  const writer = new CodeWriter('row-key');
  writer.block('return (row) =>', () => {
    const parts = columns.map((column) => ({ type: columnType(schema, column), code: `row.c${column}` }));
    const [only] = parts;
    if (only === undefined) writer.line('return 0;');
    else if (parts.length === 1) writer.line(`return ${singleKeyCode(only.type, only.code, writer)};`);
    else writer.line(`return ${parts.map(({ type, code }) => partCode(type, code, writer)).join(' + ')};`);
  });
  return writer.evaluate<(row: Row) => RowKey>();
}

/** The key of one value of any type, unambiguous when keys are strung together. */
export function valueKey(value: Value): string {
  if (value === null) return '~';
  switch (typeof value) {
    case 'string':
      return `${value.length}:${value}`;
    case 'object':
      return objectKey(value);
    default:
      // −0 and 0 print alike, and so do a number and the bigint of the same value.
      return `${value},`;
  }
}

function objectKey(value: Value & object): string {
  if (value instanceof Uint8Array) return `x${Buffer.from(value).toString('hex')},`;
  if (value instanceof Map) {
    const entries = Array.from(value, ([key, item]) => valueKey(key) + valueKey(item));
    return `{${entries.sort().join('')}}`;
  }
  const items: readonly Value[] = Array.isArray(value) ? value : [];
  return `[${items.map(valueKey).join('')}]`;
}

function columnType(schema: Schema, column: number): DataType {
  const field = schema[column];
  if (field === undefined) throw new RangeError(`row key: there is no column ${column} among ${schema.length}`);
  return field.type;
}

function singleKeyCode(type: DataType, code: string, writer: CodeWriter): string {
  const nullKey = isTextKind(type) ? '0' : "'~'";
  const guarded = (key: string) => (type.nullable ? `${code} === null ? ${nullKey} : ${key}` : key);
  if (isTextKind(type) || isNumberKind(type)) return guarded(code);
  if (type.kind === 'DECIMAL') return guarded(`typeof ${code} === 'number' ? ${code} : String(${code})`);
  return `${writer.bind('valueKey', valueKey)}(${code})`;
}

function partCode(type: DataType, code: string, writer: CodeWriter): string {
  const guarded = (key: string) => (type.nullable ? `(${code} === null ? '~' : ${key})` : `(${key})`);
  if (isTextKind(type)) return guarded(`${code}.length + ':' + ${code}`);
  if (isNumberKind(type) || type.kind === 'DECIMAL') return guarded(`${code} + ','`);
  return `${writer.bind('valueKey', valueKey)}(${code})`;
}

function isTextKind(type: DataType): boolean {
  return type.kind === 'CHAR' || type.kind === 'VARCHAR';
}

function isNumberKind(type: DataType): boolean {
  switch (type.kind) {
    case 'TINYINT':
    case 'SMALLINT':
    case 'INT':
    case 'BIGINT':
    case 'FLOAT':
    case 'DOUBLE':
    case 'DATE':
    case 'TIME':
    case 'TIMESTAMP':
    case 'TIMESTAMP_LTZ':
    case 'INTERVAL_DAY':
    case 'INTERVAL_YEAR':
      return true;
    default:
      return false;
  }
}
