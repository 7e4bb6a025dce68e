/** Orders values as SQL does: texts by code points, bytes unsigned, FALSE before TRUE. For values that are not NULL. */
import type { DataType } from './data-type.ts';
import type { Row, Value } from './row.ts';

/** Negative, 0 or positive. */
export type Comparator = (a: Value, b: Value) => number;

/** Code point order, which is the order of UTF-8 bytes; `<` on strings goes by UTF-16 units instead. */
export function compareText(a: string, b: string): number {
  if (a === b) return 0;
  const length = Math.min(a.length, b.length);
  for (let index = 0; index < length; index += 1) {
    const x = a.charCodeAt(index);
    const y = b.charCodeAt(index);
    // A surrogate stands for a code point above every single unit.
    if (x !== y) return isSurrogate(x) === isSurrogate(y) ? x - y : isSurrogate(x) ? 1 : -1;
  }
  return a.length - b.length;
}

export function compareBytes(a: Uint8Array, b: Uint8Array): number {
  return Buffer.compare(a, b);
}

/** The comparator of a type's values; collections compare element by element, a shorter one first. */
export function valueComparator(type: DataType): Comparator {
  switch (type.kind) {
    case 'CHAR':
    case 'VARCHAR':
      return (a, b) => compareText(String(a), String(b));
    case 'BINARY':
    case 'VARBINARY':
      return (a, b) => (a instanceof Uint8Array && b instanceof Uint8Array ? compareBytes(a, b) : 0);
    case 'ARRAY':
    case 'MULTISET':
      return sequenceComparator(() => type.element);
    case 'ROW':
      return sequenceComparator((index) => type.fields[index]?.type ?? { kind: 'NULL', nullable: true });
    default:
      return comparePrimitives;
  }
}

/** As valueComparator, but NULL is a value: first or last. */
export function nullableComparator(type: DataType, nullsLast: boolean): Comparator {
  const compare = valueComparator(type);
  return (a, b) => {
    if (a === null || b === null) return a === b ? 0 : (a === null) === nullsLast ? 1 : -1;
    return compare(a, b);
  };
}

/** Orders rows by several columns. */
export function rowComparator(
  schema: readonly { readonly type: DataType }[],
  keys: readonly { readonly column: number; readonly descending: boolean; readonly nullsLast: boolean }[],
): (a: Row, b: Row) => number {
  const parts = keys.map(({ column, descending, nullsLast }) => {
    const type = schema[column]?.type ?? { kind: 'NULL', nullable: true };
    // NULLS FIRST and LAST say where NULLs stand in the output, whichever way the values run.
    const compare = nullableComparator(type, descending ? !nullsLast : nullsLast);
    return { name: `c${column}` as const, compare, sign: descending ? -1 : 1 };
  });
  return (a, b) => {
    for (const { name, compare, sign } of parts) {
      const order = compare(a[name] ?? null, b[name] ?? null);
      if (order !== 0) return order * sign;
    }
    return 0;
  };
}

function isSurrogate(unit: number): boolean {
  return unit >= 0xd800 && unit <= 0xdfff;
}

/** Numbers, bigints and booleans compare with `<`; a number and a bigint of one scale do too. */
function comparePrimitives(a: Value, b: Value): number {
  if (a === null || b === null || a === b) return 0;
  return a < b ? -1 : a > b ? 1 : 0;
}

function sequenceComparator(elementType: (index: number) => DataType): Comparator {
  return (a, b) => {
    const left: readonly Value[] = Array.isArray(a) ? a : [];
    const right: readonly Value[] = Array.isArray(b) ? b : [];
    for (let index = 0; index < Math.min(left.length, right.length); index += 1) {
      const compare = nullableComparator(elementType(index), false);
      const order = compare(left[index] ?? null, right[index] ?? null);
      if (order !== 0) return order;
    }
    return left.length - right.length;
  };
}
