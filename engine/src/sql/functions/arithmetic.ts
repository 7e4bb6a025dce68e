/** Signatures of arithmetic, with Flink’s result types: decimals after decimal-rules.ts, integers as the wider one. */
import type { DataType, DecimalType } from '../../row/data-type.ts';
import { STRING } from '../../row/data-type.ts';
import { commonType } from './common-type.ts';
import { additionType, asDecimal, divisionType, moduloType, multiplicationType, roundType } from './decimal-rules.ts';
import type { ScalarFunctionName } from './names.ts';
import type { ArgumentInfo, Parameter, Resolution, ScalarSignature } from './signature.ts';
import { bigint, double, int, interval, number, signature, text } from './signature.ts';
import { BYTES, DOUBLE, isApproximate, isInterval, isNumeric, isText, withNullable } from './type-build.ts';

type DecimalRule = (a: DecimalType, b: DecimalType) => DecimalType;

const binary = (name: ScalarFunctionName, operator: string, rule: DecimalRule): ScalarSignature => ({
  name,
  spellings: name === 'MOD' ? ['MOD'] : [],
  minimum: 2,
  maximum: 2,
  usage: operator === '%' ? 'MOD(number, number)' : `number ${operator} number`,
  deterministic: true,
  resolve([left, right]) {
    if (left === undefined || right === undefined) return undefined;
    return resolveInterval(name, left, right) ?? resolveNumbers(name, rule, [left.type, right.type]);
  },
});

function resolveInterval(name: ScalarFunctionName, left: ArgumentInfo, right: ArgumentInfo): Resolution | undefined {
  const nullable = left.type.nullable || right.type.nullable;
  if (!isInterval(left.type)) return undefined;
  if (name === 'PLUS' || name === 'MINUS') {
    if (left.type.kind !== right.type.kind) return undefined;
    return { argumentTypes: [left.type, right.type], type: withNullable(left.type, nullable) };
  }
  if (name !== 'TIMES' || !isNumeric(right.type) || isApproximate(right.type)) return undefined;
  return { argumentTypes: [left.type, right.type], type: withNullable(left.type, nullable) };
}

function resolveNumbers(
  name: ScalarFunctionName,
  rule: DecimalRule,
  types: readonly [DataType, DataType],
): Resolution | undefined {
  const [left, right] = types;
  if (!isNumeric(left) || !isNumeric(right)) return undefined;
  if (name === 'MOD' && (isApproximate(left) || isApproximate(right))) return undefined;
  const nullable = left.nullable || right.nullable;
  const [a, b] = [asDecimal(left), asDecimal(right)];
  if (a !== undefined && b !== undefined && (left.kind === 'DECIMAL' || right.kind === 'DECIMAL')) {
    return { argumentTypes: [a, b], type: withNullable(rule(a, b), nullable) };
  }
  const result = name === 'MOD' ? moduloKind(left, right) : commonType([left, right]);
  if (result === undefined) return undefined;
  const wide = commonType([left, right]) ?? result;
  return {
    argumentTypes: [withNullable(wide, left.nullable), withNullable(wide, right.nullable)],
    type: withNullable(result, nullable),
  };
}

/** The remainder of integers has the divisor’s type: it is smaller than the divisor. */
function moduloKind(left: DataType, right: DataType): DataType | undefined {
  return asDecimal(left) && asDecimal(right) ? right : commonType([left, right]);
}

const sameNumber = (name: ScalarFunctionName, spellings: readonly string[] = [name]): ScalarSignature =>
  signature({ name, spellings, usage: `${name}(number)`, parameters: [number], result: ([type]) => type });

/** CEIL and FLOOR of a decimal have no digits after the point, and keep the precision. */
const wholeNumber = (name: 'CEIL' | 'FLOOR', spellings: readonly string[]): ScalarSignature =>
  signature({
    name,
    spellings,
    usage: `${name}(number)`,
    parameters: [number],
    result: ([type]) => (type?.kind === 'DECIMAL' ? { ...type, scale: 0 } : type),
  });

const rounding = (name: 'ROUND' | 'TRUNCATE'): ScalarSignature =>
  signature({
    name,
    usage: `${name}(number[, digits INT])`,
    parameters: [number, int],
    optional: 1,
    result: ([type], [, digits]) => {
      if (type?.kind !== 'DECIMAL') return type;
      if (digits === undefined) return roundType(type, 0);
      return typeof digits.literal === 'number' ? roundType(type, digits.literal) : type;
    },
  });

const real = (name: ScalarFunctionName, parameters: readonly Parameter[] = [double], optional = 0): ScalarSignature =>
  signature({
    name,
    usage: `${name}(${parameters.map(() => 'number').join(', ')})`,
    parameters,
    optional,
    result: DOUBLE,
  });

const negatable: Parameter = (argument) => number(argument) ?? interval(argument);

export const arithmeticSignatures = {
  PLUS: binary('PLUS', '+', additionType),
  MINUS: binary('MINUS', '-', additionType),
  TIMES: binary('TIMES', '*', multiplicationType),
  DIVIDE: binary('DIVIDE', '/', divisionType),
  MOD: binary('MOD', '%', moduloType),
  NEGATE: signature({
    name: 'NEGATE',
    spellings: [],
    usage: '- number',
    parameters: [negatable],
    result: ([type]) => type,
  }),
  ABS: sameNumber('ABS'),
  CEIL: wholeNumber('CEIL', ['CEIL', 'CEILING']),
  FLOOR: wholeNumber('FLOOR', ['FLOOR']),
  ROUND: rounding('ROUND'),
  TRUNCATE: rounding('TRUNCATE'),
  SIGN: sameNumber('SIGN'),
  POWER: real('POWER', [double, double]),
  SQRT: real('SQRT'),
  EXP: real('EXP'),
  LN: real('LN'),
  LOG: real('LOG', [double, double], 1),
  LOG10: real('LOG10'),
  LOG2: real('LOG2'),
  SIN: real('SIN'),
  COS: real('COS'),
  TAN: real('TAN'),
  COT: real('COT'),
  ASIN: real('ASIN'),
  ACOS: real('ACOS'),
  ATAN: real('ATAN'),
  ATAN2: real('ATAN2', [double, double]),
  SINH: real('SINH'),
  COSH: real('COSH'),
  TANH: real('TANH'),
  DEGREES: real('DEGREES'),
  RADIANS: real('RADIANS'),
  PI: real('PI', []),
  E: real('E', []),
  BIN: signature({ name: 'BIN', usage: 'BIN(integer)', parameters: [bigint], result: STRING }),
  HEX: signature({
    name: 'HEX',
    usage: 'HEX(integer or text)',
    parameters: [(argument) => bigint(argument) ?? (isText(argument.type) ? argument.type : undefined)],
    result: STRING,
  }),
  UNHEX: signature({
    name: 'UNHEX',
    usage: 'UNHEX(text)',
    parameters: [text],
    result: BYTES,
    nullability: 'always',
    takesBareNull: true,
  }),
} as const;
