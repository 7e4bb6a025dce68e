/**
 * One class per schema, so that all rows of a stream have one shape and generated code reads plain properties.
 *
 *     const Order = rowClass(schema, 'orders');
 *     const row = new Order('o1', 1250);      row.c0 === 'o1'
 *     Order.fromValues(Order.toValues(row))   the same row, after a trip through state
 */
import { CodeWriter } from './code-writer.ts';
import type { DataType, Schema } from './data-type.ts';
import type { Row, Value } from './row.ts';

/** Values as state stores them: a MAP is an array of [key, value] pairs, everything else is as in the row. */
export type PlainValue = null | boolean | number | bigint | string | Uint8Array | readonly PlainValue[];

export interface RowClass {
  /** One value per column, in order. */
  new (...values: Value[]): Row;
  toValues(row: Row): PlainValue[];
  fromValues(values: readonly PlainValue[]): Row;
}

/** Generates the row class of a schema. Call it once per stream; `name` shows up in debuggers. */
export function rowClass(schema: Schema, name = 'row'): RowClass {
  const writer = new CodeWriter(`row-${name}`);
  const columns = schema.map((_, index) => `c${index}`);
  writer.block(
    'return class Row',
    () => {
      writer.block(`constructor(${columns.join(', ')})`, () => {
        for (const column of columns) writer.line(`this.${column} = ${column};`);
      });
      writer.block('static toValues(row)', () => {
        const values = schema.map(({ type }, index) => plainCode(type, `row.c${index}`, writer));
        writer.line(`return [${values.join(', ')}];`);
      });
      writer.block('static fromValues(values)', () => {
        const values = schema.map(({ type }, index) => valueCode(type, `values[${index}]`, writer));
        writer.line(`return new Row(${values.join(', ')});`);
      });
    },
    ';',
  );
  return writer.evaluate<RowClass>();
}

/** The columns of a row, in order. For hot code, read `row.c0` … directly. */
export function rowToValues(row: Row): Value[] {
  return Object.values(row);
}

/** A row of that class from its values. */
export function valuesToRow(Class: RowClass, values: readonly Value[]): Row {
  return new Class(...values);
}

/** The value as state stores it. */
export function toPlainValue(value: Value): PlainValue {
  if (Array.isArray(value)) return value.map(toPlainValue);
  if (value instanceof Map) return Array.from(value, ([key, item]) => [toPlainValue(key), toPlainValue(item)]);
  return value as PlainValue;
}

/** The inverse of toPlainValue, which needs the type to tell a MAP from an ARRAY. */
export function fromPlainValue(value: PlainValue, type: DataType): Value {
  if (value === null || !Array.isArray(value)) return value;
  const items: readonly PlainValue[] = value;
  switch (type.kind) {
    case 'ARRAY':
    case 'MULTISET':
      return items.map((item) => fromPlainValue(item, type.element));
    case 'ROW':
      return type.fields.map((field, index) => fromPlainValue(items[index] ?? null, field.type));
    case 'MAP':
      return new Map(items.map((entry) => mapEntry(entry, type.key, type.value)));
    default:
      return value;
  }
}

function mapEntry(entry: PlainValue, key: DataType, value: DataType): [Value, Value] {
  const pair: readonly PlainValue[] = Array.isArray(entry) ? entry : [];
  return [fromPlainValue(pair[0] ?? null, key), fromPlainValue(pair[1] ?? null, value)];
}

function plainCode(type: DataType, code: string, writer: CodeWriter): string {
  return containsMap(type) ? `${writer.bind('toPlainValue', toPlainValue)}(${code})` : code;
}

function valueCode(type: DataType, code: string, writer: CodeWriter): string {
  if (!containsMap(type)) return code;
  return `${writer.bind('fromPlainValue', fromPlainValue)}(${code}, ${writer.bind('type', type)})`;
}

/** Whether values of the type differ from how state stores them. */
export function containsMap(type: DataType): boolean {
  switch (type.kind) {
    case 'MAP':
      return true;
    case 'ARRAY':
    case 'MULTISET':
      return containsMap(type.element);
    case 'ROW':
      return type.fields.some((field) => containsMap(field.type));
    default:
      return false;
  }
}
