/** Signatures of rows, arrays and maps. */
import type { DataType, MapType } from '../../row/data-type.ts';
import { STRING } from '../../row/data-type.ts';
import { canCastImplicitly } from './casts.ts';
import { commonType } from './common-type.ts';
import type { ScalarFunctionName } from './names.ts';
import type { ArgumentInfo, Resolution, ScalarSignature } from './signature.ts';
import { any, array, boolean, int, map, signature, text } from './signature.ts';
import { BOOLEAN, INT, sameType, withNullable } from './type-build.ts';

const arrayOf = (element: DataType): DataType => ({ kind: 'ARRAY', element, nullable: true });
const elementOf = (type: DataType | undefined): DataType | undefined =>
  type?.kind === 'ARRAY' ? type.element : undefined;

interface SpecialParts {
  readonly name: ScalarFunctionName;
  readonly usage: string;
  readonly callable?: boolean;
  readonly minimum: number;
  readonly maximum: number;
  resolve(args: readonly ArgumentInfo[]): Resolution | undefined;
}

/** A signature whose parameters depend on each other. */
const special = (parts: SpecialParts): ScalarSignature => ({
  deterministic: true,
  spellings: parts.callable ? [parts.name] : [],
  ...parts,
});

/** (array, element): the element takes the array's element type. */
const withElement = (name: ScalarFunctionName, result: (array: DataType) => DataType): ScalarSignature =>
  special({
    name,
    usage: `${name}(array, element)`,
    callable: true,
    minimum: 2,
    maximum: 2,
    resolve([haystack, needle]) {
      const element = elementOf(haystack?.type);
      if (haystack === undefined || needle === undefined || element === undefined) return undefined;
      if (!canCastImplicitly(needle.type, element)) return undefined;
      const target = sameType(needle.type, element) ? needle.type : withNullable(element, needle.type.nullable);
      return {
        argumentTypes: [haystack.type, target],
        type: withNullable(result(haystack.type), haystack.type.nullable),
      };
    },
  });

/** Two or more arrays of one common type. */
const ofArrays = (name: ScalarFunctionName, maximum: number): ScalarSignature =>
  special({
    name,
    usage: `${name}(array, array)`,
    callable: true,
    minimum: 2,
    maximum,
    resolve(args) {
      const type = commonType(args.map((argument) => argument.type));
      if (type?.kind !== 'ARRAY') return undefined;
      return { argumentTypes: args.map((argument) => withNullable(type, argument.type.nullable)), type };
    },
  });

const ofArray = (name: ScalarFunctionName, result: (array: DataType) => DataType | undefined): ScalarSignature =>
  signature({
    name,
    usage: `${name}(array)`,
    parameters: [array],
    result: ([type]) => type && result(type),
  });

const nullableElement = (type: DataType): DataType | undefined => {
  const element = elementOf(type);
  return element && withNullable(element, true);
};

const ofMap = (name: ScalarFunctionName, result: (map: MapType) => DataType): ScalarSignature =>
  signature({
    name,
    usage: `${name}(map)`,
    parameters: [map],
    result: ([type]) => (type?.kind === 'MAP' ? result(type) : undefined),
  });

const arrayConstructor = special({
  name: 'ARRAY',
  usage: 'ARRAY[value, …]',
  minimum: 1,
  maximum: Number.POSITIVE_INFINITY,
  resolve(args) {
    const element = commonType(args.map((argument) => argument.type));
    if (element === undefined) return undefined;
    return {
      argumentTypes: args.map((argument) => withNullable(element, argument.type.nullable)),
      type: withNullable(arrayOf(element), false),
    };
  },
});

const mapConstructor = special({
  name: 'MAP',
  usage: 'MAP[key, value, …]',
  minimum: 2,
  maximum: Number.POSITIVE_INFINITY,
  resolve(args) {
    const key = commonType(args.filter((_, index) => index % 2 === 0).map((argument) => argument.type));
    const value = commonType(args.filter((_, index) => index % 2 === 1).map((argument) => argument.type));
    if (key === undefined || value === undefined || args.length % 2 === 1) return undefined;
    return {
      argumentTypes: args.map(({ type }, index) => withNullable(index % 2 === 0 ? key : value, type.nullable)),
      type: { kind: 'MAP', key, value, nullable: false },
    };
  },
});

const rowConstructor = signature({
  name: 'ROW',
  spellings: [],
  usage: 'ROW(value, …)',
  parameters: [any],
  variadic: true,
  result: (types) => ({
    kind: 'ROW',
    fields: types.map((type, index) => ({ name: `EXPR$${index}`, type })),
    nullable: false,
  }),
  nullability: 'never',
});

/** (row, index): what a row may lack makes the field nullable. */
const field = special({
  name: 'FIELD',
  usage: 'row.field',
  minimum: 2,
  maximum: 2,
  resolve([row, index]) {
    if (row?.type.kind !== 'ROW' || typeof index?.literal !== 'number') return undefined;
    const type = row.type.fields[index.literal]?.type;
    if (type === undefined) return undefined;
    return { argumentTypes: [row.type, index.type], type: withNullable(type, type.nullable || row.type.nullable) };
  },
});

const item = special({
  name: 'ITEM',
  usage: 'array[INT] or map[key]',
  minimum: 2,
  maximum: 2,
  resolve([container, index]) {
    if (container === undefined || index === undefined) return undefined;
    const { type } = container;
    const position = int(index);
    if (type.kind === 'ARRAY' && position) {
      return { argumentTypes: [type, position], type: withNullable(type.element, true) };
    }
    if (type.kind !== 'MAP' || !canCastImplicitly(index.type, type.key)) return undefined;
    const key = sameType(index.type, type.key) ? index.type : withNullable(type.key, index.type.nullable);
    return { argumentTypes: [type, key], type: withNullable(type.value, true) };
  },
});

const sized = signature({
  name: 'CARDINALITY',
  usage: 'CARDINALITY(array or map)',
  parameters: [
    ({ type }) => (type.kind === 'ARRAY' || type.kind === 'MAP' || type.kind === 'MULTISET' ? type : undefined),
  ],
  result: INT,
});

export const collectionSignatures = {
  ROW: rowConstructor,
  FIELD: field,
  ARRAY: arrayConstructor,
  MAP: mapConstructor,
  ITEM: item,
  ELEMENT: ofArray('ELEMENT', nullableElement),
  CARDINALITY: sized,
  ARRAY_CONTAINS: withElement('ARRAY_CONTAINS', () => BOOLEAN),
  ARRAY_POSITION: withElement('ARRAY_POSITION', () => INT),
  ARRAY_APPEND: withElement('ARRAY_APPEND', (type) => type),
  ARRAY_PREPEND: withElement('ARRAY_PREPEND', (type) => type),
  ARRAY_REMOVE: withElement('ARRAY_REMOVE', (type) => type),
  ARRAY_DISTINCT: ofArray('ARRAY_DISTINCT', (type) => type),
  ARRAY_REVERSE: ofArray('ARRAY_REVERSE', (type) => type),
  ARRAY_SLICE: signature({
    name: 'ARRAY_SLICE',
    usage: 'ARRAY_SLICE(array, start INT[, end INT])',
    parameters: [array, int, int],
    optional: 1,
    result: ([type]) => type,
  }),
  ARRAY_SORT: signature({
    name: 'ARRAY_SORT',
    usage: 'ARRAY_SORT(array[, ascending BOOLEAN[, nulls first BOOLEAN]])',
    parameters: [array, boolean, boolean],
    optional: 2,
    result: ([type]) => type,
  }),
  ARRAY_UNION: ofArrays('ARRAY_UNION', 2),
  ARRAY_EXCEPT: ofArrays('ARRAY_EXCEPT', 2),
  ARRAY_INTERSECT: ofArrays('ARRAY_INTERSECT', 2),
  ARRAY_CONCAT: ofArrays('ARRAY_CONCAT', Number.POSITIVE_INFINITY),
  ARRAY_MAX: ofArray('ARRAY_MAX', nullableElement),
  ARRAY_MIN: ofArray('ARRAY_MIN', nullableElement),
  ARRAY_JOIN: signature({
    name: 'ARRAY_JOIN',
    usage: 'ARRAY_JOIN(array, delimiter[, text for NULL])',
    parameters: [array, text, text],
    optional: 1,
    result: STRING,
  }),
  MAP_KEYS: ofMap('MAP_KEYS', (type) => arrayOf(type.key)),
  MAP_VALUES: ofMap('MAP_VALUES', (type) => arrayOf(type.value)),
  MAP_ENTRIES: ofMap('MAP_ENTRIES', (type) =>
    arrayOf({
      kind: 'ROW',
      fields: [
        { name: 'key', type: type.key },
        { name: 'value', type: type.value },
      ],
      nullable: false,
    }),
  ),
  MAP_FROM_ARRAYS: signature({
    name: 'MAP_FROM_ARRAYS',
    usage: 'MAP_FROM_ARRAYS(keys, values)',
    parameters: [array, array],
    result: ([keys, values]) => {
      const [key, value] = [elementOf(keys), elementOf(values)];
      return key && value && { kind: 'MAP', key, value, nullable: true };
    },
  }),
  MAP_UNION: special({
    name: 'MAP_UNION',
    usage: 'MAP_UNION(map, map, …)',
    callable: true,
    minimum: 1,
    maximum: Number.POSITIVE_INFINITY,
    resolve(args) {
      const type = commonType(args.map((argument) => argument.type));
      if (type?.kind !== 'MAP') return undefined;
      return { argumentTypes: args.map((argument) => withNullable(type, argument.type.nullable)), type };
    },
  }),
} as const;
