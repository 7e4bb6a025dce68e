/** Signatures of comparisons: both sides are brought to one type. */
import type { DataType } from '../../row/data-type.ts';
import { commonType, comparedType } from './common-type.ts';
import { asDecimal } from './decimal-rules.ts';
import type { ScalarFunctionName } from './names.ts';
import type { ArgumentInfo, Resolution, ScalarSignature } from './signature.ts';
import { any, signature } from './signature.ts';
import { BOOLEAN, isAtomic, isNumeric, isText, withNullable } from './type-build.ts';

const comparison = (name: ScalarFunctionName, operator: string, nullable = true): ScalarSignature => ({
  name,
  spellings: [],
  minimum: 2,
  maximum: 2,
  usage: `value ${operator} value`,
  deterministic: true,
  takesBareNull: true,
  resolve: (args) => (mixesNumberAndText(name, args) ? undefined : resolveComparison(args, nullable)),
});

const EQUALITIES: ReadonlySet<string> = new Set(['EQUALS', 'NOT_EQUALS', 'IS_DISTINCT_FROM', 'IS_NOT_DISTINCT_FROM']);

/** `quantity = '3'`, which Flink refuses, though it takes `quantity < '3'`. */
function mixesNumberAndText(name: string, args: readonly ArgumentInfo[]): boolean {
  const some = (test: (type: DataType) => boolean) => args.some(({ type }) => test(type));
  return EQUALITIES.has(name) && some(isNumeric) && some(isText);
}

/** DECIMALs and integers keep their own precision and scale: they compare exactly without a cast to a wider one. */
function resolveComparison(args: readonly ArgumentInfo[], nullable: boolean): Resolution | undefined {
  const [first, ...others] = args;
  if (first === undefined) return undefined;
  let compared: DataType | undefined = first.type;
  for (const { type } of others) compared = compared && comparedType(compared, type);
  if (compared === undefined) return undefined;
  const common = compared;
  return {
    argumentTypes: args.map(({ type }) => comparedArgument(type, common)),
    type: withNullable(BOOLEAN, nullable && args.some(({ type }) => type.nullable)),
  };
}

function comparedArgument(type: DataType, common: DataType): DataType {
  if (common.kind === 'DECIMAL') return asDecimal(type) ?? withNullable(common, type.nullable);
  const compatible = common.kind === type.kind || (common.kind === 'VARCHAR' && type.kind === 'CHAR');
  return compatible && !isConstructed(type) ? type : withNullable(common, type.nullable);
}

function isConstructed(type: DataType): boolean {
  return ['ARRAY', 'MULTISET', 'MAP', 'ROW'].includes(type.kind);
}

/** `a IN (b, c)`: all are brought to one type. */
const inList: ScalarSignature = {
  name: 'IN',
  spellings: [],
  minimum: 2,
  maximum: Number.POSITIVE_INFINITY,
  usage: 'value IN (value, …)',
  deterministic: true,
  takesBareNull: true,
  resolve: (args) => resolveComparison(args, true),
};

const extreme = (name: 'GREATEST' | 'LEAST'): ScalarSignature => ({
  name,
  spellings: [name],
  minimum: 1,
  maximum: Number.POSITIVE_INFINITY,
  usage: `${name}(value, …)`,
  deterministic: true,
  resolve(args) {
    const type = commonType(args.map((argument) => argument.type));
    if (type !== undefined && !isAtomic(type)) return undefined;
    return type && { argumentTypes: args.map((argument) => withNullable(type, argument.type.nullable)), type };
  },
});

const nullTest = (name: 'IS_NULL' | 'IS_NOT_NULL', text: string): ScalarSignature =>
  signature({
    name,
    spellings: [],
    usage: `value ${text}`,
    parameters: [any],
    result: BOOLEAN,
    nullability: 'never',
    takesBareNull: true,
  });

export const comparisonSignatures = {
  EQUALS: comparison('EQUALS', '='),
  NOT_EQUALS: comparison('NOT_EQUALS', '<>'),
  LESS: comparison('LESS', '<'),
  LESS_OR_EQUAL: comparison('LESS_OR_EQUAL', '<='),
  GREATER: comparison('GREATER', '>'),
  GREATER_OR_EQUAL: comparison('GREATER_OR_EQUAL', '>='),
  IS_DISTINCT_FROM: comparison('IS_DISTINCT_FROM', 'IS DISTINCT FROM', false),
  IS_NOT_DISTINCT_FROM: comparison('IS_NOT_DISTINCT_FROM', 'IS NOT DISTINCT FROM', false),
  IS_NULL: nullTest('IS_NULL', 'IS NULL'),
  IS_NOT_NULL: nullTest('IS_NOT_NULL', 'IS NOT NULL'),
  IN: inList,
  GREATEST: extreme('GREATEST'),
  LEAST: extreme('LEAST'),
} as const;
