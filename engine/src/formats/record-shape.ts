/** Where a decoder finds its columns: fields of the record, and fields of objects within it. */
import type { Field, Schema } from '../row/data-type.ts';
import type { Value } from '../row/row.ts';

export interface RecordShape {
  /** What is read of the record: columns as they are, and a ROW for each object that columns lie within. */
  readonly fields: Schema;
  /** For each column its field; where it lies within one, its place there, too. */
  readonly places: readonly (readonly [field: number, inner?: number])[];
}

export function recordShape(columns: Schema): RecordShape {
  const fields: Field[] = [];
  const inner = new Map<string, Field[]>();
  const places = columns.map(({ name, type, within }): readonly [number, number?] => {
    if (within === undefined) return [fields.push({ name, type }) - 1];
    const [outerName, innerName] = within;
    const known = inner.get(outerName) ?? [];
    if (known.length === 0) {
      inner.set(outerName, known);
      fields.push({ name: outerName, type: { kind: 'ROW', fields: known, nullable: true } });
    }
    return [fields.findIndex((field) => isObject(field, known)), known.push({ name: innerName, type }) - 1];
  });
  return { fields, places };
}

function isObject({ type }: Field, fields: readonly Field[]): boolean {
  return type.kind === 'ROW' && type.fields === fields;
}

/** The values of the columns from those of the fields. */
export function columnValues({ places }: RecordShape, values: readonly Value[]): readonly Value[] {
  return places.map(([field, inner]) => {
    const value = values[field] ?? null;
    return inner === undefined || value === null ? value : ((value as readonly Value[])[inner] ?? null);
  });
}
