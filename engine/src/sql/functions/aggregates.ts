/** Signatures of the aggregates. Over no rows they are NULL, so that only COUNT, and grouping, keep NOT NULL. */
import type { DataType } from '../../row/data-type.ts';
import { STRING } from '../../row/data-type.ts';
import { decimalToDouble } from '../../row/decimal.ts';
import { averageType, sumType } from './decimal-rules.ts';
import type { AggregateFunctionName } from './names.ts';
import type { ArgumentInfo, Resolution } from './signature.ts';
import { any, number, text } from './signature.ts';
import { BIGINT, DOUBLE, isAtomic, isBinary, isInteger, isText, withNullable, withoutAttribute } from './type-build.ts';

export interface AggregateSignature {
  readonly name: AggregateFunctionName;
  readonly spellings: readonly string[];
  readonly minimum: number;
  readonly maximum: number;
  readonly usage: string;
  /**
   * Whether partial results can be put together. Flink shares slices between HOP and CUMULATE windows and merges
   * sessions, and refuses an aggregate there that cannot: its FIRST_VALUE and LAST_VALUE have no merge.
   */
  readonly mergeable: boolean;
  /** The result's type when the group may be empty (a grouping without keys). */
  resolve(args: readonly ArgumentInfo[]): Resolution | undefined;
}

interface AggregateParts {
  readonly name: AggregateFunctionName;
  readonly spellings?: readonly string[];
  readonly usage?: string;
  readonly mergeable?: boolean;
  accepts?(type: DataType): boolean;
  result(type: DataType): DataType;
}

/** An aggregate of one argument. */
const single = (parts: AggregateParts): AggregateSignature => ({
  name: parts.name,
  spellings: parts.spellings ?? [parts.name],
  minimum: 1,
  maximum: 1,
  usage: parts.usage ?? `${parts.name}(value)`,
  mergeable: parts.mergeable ?? true,
  resolve([argument]) {
    if (argument === undefined || (parts.accepts && !parts.accepts(argument.type))) return undefined;
    const type = withoutAttribute(argument.type);
    return { argumentTypes: [type], type: parts.result(type) };
  },
});

const isNumber = (type: DataType): boolean => type.kind !== 'NULL' && number({ type }) !== undefined;
const isOrdered = (type: DataType): boolean => isAtomic(type) && !isBinary(type) && type.kind !== 'NULL';

const numeric = (name: AggregateFunctionName, result: (type: DataType) => DataType, spellings?: readonly string[]) =>
  single({ name, usage: `${name}(number)`, accepts: isNumber, result, ...(spellings && { spellings }) });

const summed = (type: DataType): DataType =>
  type.kind === 'DECIMAL' ? withNullable(sumType(type), type.nullable) : type;
const averaged = (type: DataType): DataType =>
  type.kind === 'DECIMAL' ? withNullable(averageType(type), type.nullable) : type;

const count: AggregateSignature = {
  name: 'COUNT',
  spellings: ['COUNT'],
  minimum: 0,
  maximum: Number.POSITIVE_INFINITY,
  usage: 'COUNT(*) or COUNT([DISTINCT] value)',
  mergeable: true,
  resolve(args) {
    const types = args.map((argument) => any(argument) ?? argument.type);
    return { argumentTypes: types, type: withNullable(BIGINT, false) };
  },
};

const listagg: AggregateSignature = {
  name: 'LISTAGG',
  spellings: ['LISTAGG'],
  minimum: 1,
  maximum: 2,
  usage: "LISTAGG(text[, 'separator'])",
  mergeable: true,
  resolve([argument, separator]) {
    const type = argument && text(argument);
    if (type === undefined || (separator && !(isText(separator.type) && separator.literal !== undefined)))
      return undefined;
    return {
      argumentTypes: separator ? [type, separator.type] : [type],
      type: withNullable(STRING, type.nullable),
    };
  },
};

const jsonObject: AggregateSignature = {
  name: 'JSON_OBJECTAGG',
  spellings: ['JSON_OBJECTAGG'],
  minimum: 2,
  maximum: 2,
  usage: 'JSON_OBJECTAGG(KEY text VALUE value)',
  mergeable: true,
  resolve([key, value]) {
    const [keyType, valueType] = [key && text(key), value && text(value)];
    if (keyType === undefined || valueType === undefined) return undefined;
    return { argumentTypes: [keyType, valueType], type: withNullable(STRING, false) };
  },
};

const percentile: AggregateSignature = {
  name: 'PERCENTILE',
  spellings: ['PERCENTILE'],
  minimum: 2,
  maximum: 3,
  usage:
    'PERCENTILE(number, percentage[, integer]) with one percentage from 0 to 1 or an ARRAY of them, none of them NULL',
  mergeable: true,
  resolve([value, percentage, frequency]) {
    if (value === undefined || percentage === undefined || !isNumber(value.type)) return undefined;
    if (frequency !== undefined && !isInteger(frequency.type)) return undefined;
    const many = percentage.type.kind === 'ARRAY';
    const one = percentage.type.kind === 'ARRAY' ? percentage.type.element : percentage.type;
    if (!isNumber(one) || one.nullable || percentage.type.nullable || !isPercentage(percentage)) return undefined;
    const exact = withNullable(DOUBLE, false);
    const percentages: DataType = many ? { kind: 'ARRAY', element: exact, nullable: false } : exact;
    const result = withNullable(DOUBLE, true);
    return {
      argumentTypes: [withoutAttribute(value.type), percentages, ...(frequency ? [frequency.type] : [])],
      type: many ? { kind: 'ARRAY', element: result, nullable: true } : result,
    };
  },
};

/** Whether a literal lies between 0 and 1; what is no literal shows at run time. */
function isPercentage({ type, literal }: ArgumentInfo): boolean {
  if (typeof literal !== 'number' && typeof literal !== 'bigint') return true;
  const value = type.kind === 'DECIMAL' ? decimalToDouble(literal, type.scale) : Number(literal);
  return value >= 0 && value <= 1;
}

export const aggregateFunctions: Readonly<Record<AggregateFunctionName, AggregateSignature>> = {
  COUNT: count,
  SUM: numeric('SUM', summed),
  SUM0: numeric('SUM0', (type) => withNullable(summed(type), false), ['$SUM0']),
  AVG: numeric('AVG', averaged),
  MIN: single({ name: 'MIN', accepts: isOrdered, result: (type) => type }),
  MAX: single({ name: 'MAX', accepts: isOrdered, result: (type) => type }),
  FIRST_VALUE: single({ name: 'FIRST_VALUE', mergeable: false, result: (type) => type }),
  LAST_VALUE: single({ name: 'LAST_VALUE', mergeable: false, result: (type) => type }),
  LISTAGG: listagg,
  COLLECT: single({
    name: 'COLLECT',
    result: (type) => ({ kind: 'MULTISET', element: type, nullable: false }),
  }),
  ARRAY_AGG: single({
    name: 'ARRAY_AGG',
    result: (type) => ({ kind: 'ARRAY', element: type, nullable: true }),
  }),
  JSON_OBJECTAGG: jsonObject,
  JSON_ARRAYAGG: single({
    name: 'JSON_ARRAYAGG',
    usage: 'JSON_ARRAYAGG(value)',
    mergeable: false,
    accepts: isText,
    result: () => withNullable(STRING, false),
  }),
  PERCENTILE: percentile,
  STDDEV_POP: numeric('STDDEV_POP', averaged),
  STDDEV_SAMP: numeric('STDDEV_SAMP', averaged, ['STDDEV_SAMP', 'STDDEV']),
  VAR_POP: numeric('VAR_POP', averaged),
  VAR_SAMP: numeric('VAR_SAMP', averaged, ['VAR_SAMP', 'VARIANCE']),
};
