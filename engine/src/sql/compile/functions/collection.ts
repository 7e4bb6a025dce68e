/** Rows, arrays and maps. Elements are equal when SQL groups them together: NULL equals NULL. */

import { nullableComparator, valueComparator } from '../../../row/compare.ts';
import type { DataType } from '../../../row/data-type.ts';
import type { Value } from '../../../row/row.ts';
import { valueKey } from '../../../row/row-key.ts';
import type { ScalarFunctionName } from '../../functions/names.ts';
import { assign, assignUnlessNull, type CallSite, type FunctionCompiler } from '../expression-scope.ts';
import { compileArguments, hintOf, nullAwareCall, partialCall, strict, strictCall } from './implementation.ts';
import { invalidArgument } from './text/encoding.ts';

type Items = readonly Value[];

/** A function whose first argument alone makes the result NULL: elements may be NULL. */
function onArray(implementation: (...args: never[]) => Value, nullableResult = false): FunctionCompiler {
  return (site) => {
    const args = compileArguments(site);
    const code = `${site.scope.writer.bind(hintOf(site), implementation)}(${args.map((arg) => arg.code).join(', ')})`;
    return assignUnlessNull(site.scope, hintOf(site), args.slice(0, 1), { code, nullable: nullableResult });
  };
}

/** A function that needs the type of the array's elements. */
function withElementType(make: (element: DataType) => (...args: never[]) => Value): FunctionCompiler {
  return (site) => onArray(make(elementType(site)), true)(site);
}

function elementType({ call }: CallSite): DataType {
  const type = call.args[0]?.type;
  return type?.kind === 'ARRAY' || type?.kind === 'MULTISET' ? type.element : { kind: 'NULL', nullable: true };
}

const makeArray: FunctionCompiler = (site) => {
  const items = compileArguments(site).map((arg) => arg.code);
  return assign(site.scope, hintOf(site), `[${items.join(', ')}]`, false);
};

const field: FunctionCompiler = (site) => {
  const [row, index] = compileArguments(site);
  if (row === undefined || index === undefined) return { code: 'null', nullable: true };
  return assignUnlessNull(site.scope, 'field', [row], {
    code: `${row.code}[${index.code}]`,
    nullable: site.call.type.nullable,
  });
};

function makeMap(...keysAndValues: Value[]): Value {
  const map = new Map<Value, Value>();
  for (let index = 0; index < keysAndValues.length; index += 2) {
    putEntry(map, keysAndValues[index] ?? null, keysAndValues[index + 1] ?? null);
  }
  return map;
}

/** Keys that are objects are found by their content. */
function putEntry(map: Map<Value, Value>, key: Value, value: Value): void {
  map.set(typeof key === 'object' && key !== null ? (findKey(map, key) ?? key) : key, value);
}

function findKey(map: ReadonlyMap<Value, Value>, key: Value): Value | undefined {
  const wanted = valueKey(key);
  return map.keys().find((candidate) => valueKey(candidate) === wanted);
}

function item(container: Items | ReadonlyMap<Value, Value>, key: Value): Value {
  if (!(container instanceof Map)) return (container as Items)[Number(key) - 1] ?? null;
  const found = typeof key === 'object' ? findKey(container, key) : key;
  return found === undefined ? null : (container.get(found) ?? null);
}

function onlyElement(array: Items): Value {
  if (array.length > 1) throw invalidArgument(`ELEMENT: the array has ${array.length} elements, not one`);
  return array[0] ?? null;
}

function keysOf(array: Items): Set<string> {
  return new Set(array.map(valueKey));
}

function distinct(array: Items): Value[] {
  const seen = new Set<string>();
  return array.filter((value) => {
    const key = valueKey(value);
    const isNew = !seen.has(key);
    seen.add(key);
    return isNew;
  });
}

function position(array: Items, element: Value): number {
  const key = valueKey(element);
  return array.findIndex((value) => valueKey(value) === key) + 1;
}

function remove(array: Items, element: Value): Value[] {
  const key = valueKey(element);
  return array.filter((value) => valueKey(value) !== key);
}

/** Both ends are inclusive and count from 1, or from the end when negative; 0 is 1. */
function slice(array: Items, start: number, end = array.length): Value[] {
  const fromEnd = (index: number) => (index < 0 ? index + array.length + 1 : index);
  return array.slice(Math.max(fromEnd(start), 1) - 1, end === 0 ? 1 : Math.max(fromEnd(end), 0));
}

/** The distinct elements that the other array lacks; a NULL comes last. */
function except(array: Items, other: Items): Value[] {
  const removed = keysOf(other);
  const kept = distinct(array).filter((value) => !removed.has(valueKey(value)));
  return kept.includes(null) ? [...kept.filter((value) => value !== null), null] : kept;
}

function intersect(array: Items, other: Items): Value[] {
  const keys = keysOf(other);
  return distinct(array.filter((value) => keys.has(valueKey(value))));
}

function sorter(element: DataType) {
  return (array: Items, ascending: boolean | null = true, nullsFirst: boolean | null = ascending): Value => {
    if (ascending === null || nullsFirst === null) return null;
    const compare = valueComparator(element);
    const sign = ascending ? 1 : -1;
    const nulls = nullableComparator({ kind: 'NULL', nullable: true }, !nullsFirst);
    return array.toSorted((a, b) => (a === null || b === null ? nulls(a, b) : sign * compare(a, b)));
  };
}

/** The largest (sign 1) or smallest (sign −1) element; NULL when there is none. */
function extreme(sign: 1 | -1) {
  return (element: DataType) => {
    const compare = valueComparator(element);
    return (array: Items): Value => {
      let best: Value = null;
      for (const value of array) {
        if (value !== null && (best === null || compare(value, best) * sign > 0)) best = value;
      }
      return best;
    };
  };
}

function join(array: Items, delimiter: string | null, replacement?: string | null): Value {
  if (delimiter === null || replacement === null) return null;
  const texts = array.map((value) => value ?? replacement ?? null).filter((value) => value !== null);
  return texts.join(delimiter);
}

function concatenate(...arrays: Items[]): Value {
  return arrays.flat(1);
}

function fromArrays(keys: Items, values: Items): Value {
  if (keys.length !== values.length) {
    throw invalidArgument(`MAP_FROM_ARRAYS: ${keys.length} keys and ${values.length} values`);
  }
  return makeMap(...keys.flatMap((key, index) => [key, values[index] ?? null]));
}

function unionOfMaps(...maps: ReadonlyMap<Value, Value>[]): Value {
  const union = new Map<Value, Value>();
  for (const map of maps) for (const [key, value] of map) putEntry(union, key, value);
  return union;
}

export const collectionFunctions = {
  ROW: makeArray,
  ARRAY: makeArray,
  FIELD: field,
  MAP: nullAwareCall(makeMap),
  ITEM: partialCall(item),
  ELEMENT: partialCall(onlyElement),
  CARDINALITY: strict(([container], { call }) =>
    call.args[0]?.type.kind === 'MAP' ? `${container}.size` : `${container}.length`,
  ),
  ARRAY_CONTAINS: onArray((array: Items, element: Value) => position(array, element) > 0),
  ARRAY_POSITION: strictCall(position),
  ARRAY_APPEND: onArray((array: Items, element: Value) => [...array, element]),
  ARRAY_PREPEND: onArray((array: Items, element: Value) => [element, ...array]),
  ARRAY_REMOVE: onArray(remove),
  ARRAY_DISTINCT: strictCall(distinct),
  ARRAY_REVERSE: strictCall((array: Items) => array.toReversed()),
  ARRAY_SLICE: strictCall(slice),
  ARRAY_SORT: withElementType(sorter),
  ARRAY_UNION: strictCall((array: Items, other: Items) => distinct([...array, ...other])),
  ARRAY_EXCEPT: strictCall(except),
  ARRAY_INTERSECT: strictCall(intersect),
  ARRAY_CONCAT: strictCall(concatenate),
  ARRAY_MAX: withElementType(extreme(1)),
  ARRAY_MIN: withElementType(extreme(-1)),
  ARRAY_JOIN: onArray(join, true),
  MAP_KEYS: strictCall((map: ReadonlyMap<Value, Value>) => Array.from(map.keys())),
  MAP_VALUES: strictCall((map: ReadonlyMap<Value, Value>) => Array.from(map.values())),
  MAP_ENTRIES: strictCall((map: ReadonlyMap<Value, Value>) => Array.from(map)),
  MAP_FROM_ARRAYS: strictCall(fromArrays),
  MAP_UNION: strictCall(unionOfMaps),
} satisfies Partial<Record<ScalarFunctionName, FunctionCompiler>>;
