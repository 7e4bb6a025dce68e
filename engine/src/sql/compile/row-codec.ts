/** Writes the rows of a schema to state and back. */
import type { RowCodec } from '../../operators/row-codec.ts';
import type { Schema } from '../../row/data-type.ts';
import { type PlainValue, rowClass } from '../../row/row-class.ts';

export function rowCodec(schema: Schema): RowCodec {
  const Class = rowClass(schema);
  return {
    save: (row) => Class.toValues(row),
    load: (value) => Class.fromValues(value as readonly PlainValue[]),
  };
}
