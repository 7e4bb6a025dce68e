/** Signatures of rows, arrays and maps. */
import type { DataType, MapType } from '../../row/data-type.ts';
import { STRING } from '../../row/data-type.ts';
import { canCastImplicitly } from './casts.ts';
import { commonType } from './common-type.ts';
import type { ScalarFunctionName } from './names.ts';
import type { ArgumentInfo, Parameter, Resolution, ScalarSignature } from './signature.ts';
import { any, array, boolean, int, map, signature, text } from './signature.ts';
import { BOOLEAN, INT, isText, sameType, withNullable } from './type-build.ts';

const arrayOf = (element: DataType): DataType => ({ kind: 'ARRAY', element, nullable: true });
const elementOf = (type: DataType | undefined): DataType | undefined =>
  type?.kind === 'ARRAY' ? type.element : undefined;

interface SpecialParts {
  readonly name: ScalarFunctionName;
  readonly usage: string;
  readonly callable?: boolean;
  readonly takesBareNull?: boolean;
  readonly minimum: number;
  readonly maximum: number;
  resolve(args: readonly ArgumentInfo[]): Resolution | undefined;
}

/** A signature whose parameters depend on each other. */
const special = (parts: SpecialParts): ScalarSignature => ({
  deterministic: true,
  takesBareNull: parts.takesBareNull ?? parts.name !== 'ITEM',
  spellings: parts.callable ? [parts.name] : [],
  ...parts,
});

/** (array, element): the element takes the array's element type. */
const withElement = (
  name: ScalarFunctionName,
  result: (array: DataType, element: DataType) => DataType,
): ScalarSignature =>
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
        type: result(haystack.type, target),
      };
    },
  });

/** The array with one more element. */
const longer = (array: DataType, element: DataType): DataType =>
  array.kind === 'ARRAY'
    ? { ...array, element: withNullable(array.element, array.element.nullable || element.nullable) }
    : array;

/** Arrays of one common type. */
const ofArrays = (name: ScalarFunctionName, [minimum, maximum]: readonly [number, number] = [2, 2]): ScalarSignature =>
  special({
    name,
    usage: `${name}(array, array)`,
    callable: true,
    takesBareNull: false,
    minimum,
    maximum,
    resolve(args) {
      const type = commonType(args.map((argument) => argument.type));
      if (type?.kind !== 'ARRAY') return undefined;
      return { argumentTypes: args.map((argument) => withNullable(type, argument.type.nullable)), type };
    },
  });

const ofArray = (name: ScalarFunctionName): ScalarSignature =>
  signature({ name, usage: `${name}(array)`, parameters: [array], result: ([type]) => type });

/** One element of the array, or NULL. */
const anElement = (name: ScalarFunctionName): ScalarSignature =>
  signature({
    name,
    usage: `${name}(array)`,
    parameters: [array],
    result: ([type]) => elementOf(type),
    nullability: 'always',
  });

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
    if (element === undefined || element.kind === 'NULL') return undefined;
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
    if (key === undefined || value === undefined || key.kind === 'NULL' || args.length % 2 === 1) return undefined;
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
  usage: 'array[INT from 1] or map[key]',
  minimum: 2,
  maximum: 2,
  resolve([container, index]) {
    if (container === undefined || index === undefined) return undefined;
    const { type } = container;
    if (type.kind === 'ARRAY' && index.type.kind === 'INT' && Number(index.literal ?? 1) >= 1) {
      return { argumentTypes: [type, index.type], type: withNullable(type.element, true) };
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

const textArray: Parameter = (argument) => {
  const element = elementOf(argument.type);
  return element === undefined || isText(element) ? array(argument) : undefined;
};

export const collectionSignatures = {
  ROW: rowConstructor,
  FIELD: field,
  ARRAY: arrayConstructor,
  MAP: mapConstructor,
  ITEM: item,
  ELEMENT: anElement('ELEMENT'),
  CARDINALITY: sized,
  ARRAY_CONTAINS: withElement('ARRAY_CONTAINS', (type) => withNullable(BOOLEAN, type.nullable)),
  ARRAY_POSITION: withElement('ARRAY_POSITION', (type, element) =>
    withNullable(INT, type.nullable || element.nullable),
  ),
  ARRAY_APPEND: withElement('ARRAY_APPEND', longer),
  ARRAY_PREPEND: withElement('ARRAY_PREPEND', longer),
  ARRAY_REMOVE: withElement('ARRAY_REMOVE', (type) => type),
  ARRAY_DISTINCT: ofArray('ARRAY_DISTINCT'),
  ARRAY_REVERSE: ofArray('ARRAY_REVERSE'),
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
  ARRAY_UNION: ofArrays('ARRAY_UNION'),
  ARRAY_EXCEPT: ofArrays('ARRAY_EXCEPT'),
  ARRAY_INTERSECT: ofArrays('ARRAY_INTERSECT'),
  ARRAY_CONCAT: ofArrays('ARRAY_CONCAT', [1, Number.POSITIVE_INFINITY]),
  ARRAY_MAX: anElement('ARRAY_MAX'),
  ARRAY_MIN: anElement('ARRAY_MIN'),
  ARRAY_JOIN: signature({
    name: 'ARRAY_JOIN',
    usage: 'ARRAY_JOIN(array, delimiter[, text for NULL])',
    parameters: [textArray, text, text],
    optional: 1,
    result: STRING,
    takesBareNull: true,
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
      nullable: true,
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
