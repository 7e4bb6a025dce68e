/**
 * The arithmetic operators. Integers are checked against their type (number-range.ts), decimals are exact: where the
 * types show that every operand and result has at most 15 digits, plain number arithmetic is the exact arithmetic.
 */
import assert from 'node:assert/strict';
import type { DataType, DecimalType } from '../../../row/data-type.ts';
import {
  type DecimalOperation,
  type DecimalShape,
  decimalAdd,
  decimalDivide,
  decimalMultiply,
  decimalNegate,
  decimalRemainder,
  decimalSubtract,
  divisionByZero,
} from '../../../row/decimal.ts';
import type { ScalarFunctionName } from '../../functions/names.ts';
import { assignUnlessNull, type CallSite, type Fragment, type FunctionCompiler } from '../expression-scope.ts';
import { integerRange, rangeChecked } from '../number-range.ts';
import { argumentAt, compileArguments, hintOf } from './implementation.ts';

/** Numbers of so many digits are exact as doubles, whatever is added or multiplied up to them. */
const EXACT_DIGITS = 15;

type OperationFactory = (a: DecimalShape, b: DecimalShape, result: DecimalShape) => DecimalOperation;

/** `+`, `-` or `*` of numbers, and of intervals of one kind. */
function operator(symbol: '+' | '-' | '*', decimalFactory: OperationFactory): FunctionCompiler {
  return (site) => {
    const args = compileArguments(site);
    const [a, b] = [argumentAt(args, 0), argumentAt(args, 1)];
    const { type } = site.call;
    if (type.kind === 'DECIMAL') return decimalOperation(site, [a, b], symbol, decimalFactory);
    const code = numberCode(`${a.code} ${symbol} ${b.code}`, type);
    return checkedNumber(site, args, symbol === '*' ? withoutNegativeZero(code, type) : code);
  };
}

/** The code in single precision where the type is FLOAT. */
function numberCode(code: string, type: DataType): string {
  return type.kind === 'FLOAT' ? `Math.fround(${code})` : code;
}

/** Integers know no −0. */
function withoutNegativeZero(code: string, type: DataType): string {
  return integerRange(type) === undefined ? code : `${code} + 0`;
}

/** Assigns a number, range-checked; the check is written out only where the arguments are not NULL. */
function checkedNumber(site: CallSite, args: readonly Fragment[], code: string): Fragment {
  const checked = rangeChecked(code, site.call.type, site.call.span, site.scope);
  return assignUnlessNull(site.scope, hintOf(site), args, { code: `(${checked})`, nullable: false });
}

function decimalOperation(
  site: CallSite,
  args: readonly [Fragment, Fragment],
  symbol: '+' | '-' | '*',
  factory: OperationFactory,
): Fragment {
  const { scope, call } = site;
  const [aType, bType] = [decimalType(call.args[0]?.type), decimalType(call.args[1]?.type)];
  const result = decimalType(call.type);
  const exactNumber = exactNumberCode(args, [aType, bType, result], symbol);
  if (exactNumber !== undefined && result.precision <= EXACT_DIGITS) {
    return assignUnlessNull(scope, hintOf(site), args, { code: exactNumber, nullable: false });
  }
  const callee = scope.writer.bind(hintOf(site), factory(aType, bType, result));
  const slow = `${callee}(${args[0].code}, ${args[1].code})`;
  // A result can only fail to fit where its type was cut down to 38 digits.
  const nullable = result.precision === 38;
  if (exactNumber === undefined) return assignUnlessNull(scope, hintOf(site), args, { code: slow, nullable });
  const fast = scope.writer.variable('exact');
  scope.writer.line(`let ${fast};`);
  const areNumbers = [...typeTest(args[0], aType), ...typeTest(args[1], bType)].join('');
  const fits = `${areNumbers}(${fast} = ${exactNumber}) <= ${Number.MAX_SAFE_INTEGER} && ${fast} >= ${Number.MIN_SAFE_INTEGER}`;
  return assignUnlessNull(scope, hintOf(site), args, { code: `(${fits} ? ${fast} : ${slow})`, nullable });
}

/** Nothing where the type's values are numbers always; else a test in front. */
function typeTest(arg: Fragment, type: DecimalType): string[] {
  return type.precision <= EXACT_DIGITS ? [] : [`typeof ${arg.code} === 'number' && `];
}

/**
 * The operation on numbers, when it gives the exact result wherever that result is a safe integer: the scales must
 * meet without losing digits, and the terms that meet must themselves be exact.
 */
function exactNumberCode(
  [a, b]: readonly [Fragment, Fragment],
  [aType, bType, result]: readonly [DecimalType, DecimalType, DecimalType],
  symbol: '+' | '-' | '*',
): string | undefined {
  if (symbol === '*') return aType.scale + bType.scale === result.scale ? `${a.code} * ${b.code} + 0` : undefined;
  const scale = Math.max(aType.scale, bType.scale);
  if (scale !== result.scale) return undefined;
  const left = scaledUp(a, aType, scale);
  const right = scaledUp(b, bType, scale);
  return left === undefined || right === undefined ? undefined : `${left} ${symbol} ${right}`;
}

function scaledUp(arg: Fragment, type: DecimalType, scale: number): string | undefined {
  if (type.scale === scale) return arg.code;
  return type.precision + scale - type.scale <= EXACT_DIGITS
    ? `${arg.code} * ${10 ** (scale - type.scale)}`
    : undefined;
}

const divide: FunctionCompiler = (site) => {
  const { type } = site.call;
  if (type.kind === 'DECIMAL') return decimalByFunction(site, decimalDivide);
  const args = compileArguments(site);
  const [a, b] = [argumentAt(args, 0).code, argumentAt(args, 1).code];
  if (integerRange(type) === undefined) {
    return assignUnlessNull(site.scope, 'quotient', args, { code: numberCode(`${a} / ${b}`, type), nullable: false });
  }
  return checkedNumber(site, args, `${b} === 0 ? ${failDivision(site)}() : Math.trunc(${a} / ${b}) + 0`);
};

const modulo: FunctionCompiler = (site) => {
  const { type } = site.call;
  if (type.kind === 'DECIMAL') return decimalByFunction(site, decimalRemainder);
  const args = compileArguments(site);
  const [a, b] = [argumentAt(args, 0).code, argumentAt(args, 1).code];
  const code =
    integerRange(type) === undefined
      ? numberCode(`${a} % ${b}`, type)
      : `(${b} === 0 ? ${failDivision(site)}() : ${a} % ${b} + 0)`;
  return assignUnlessNull(site.scope, 'remainder', args, { code, nullable: false });
};

function decimalByFunction(site: CallSite, factory: OperationFactory): Fragment {
  const args = compileArguments(site);
  const operation = factory(
    decimalType(site.call.args[0]?.type),
    decimalType(site.call.args[1]?.type),
    decimalType(site.call.type),
  );
  const callee = site.scope.writer.bind(hintOf(site), operation);
  const code = `${callee}(${args.map((arg) => arg.code).join(', ')})`;
  return assignUnlessNull(site.scope, hintOf(site), args, { code, nullable: true });
}

function failDivision(site: CallSite): string {
  return site.scope.writer.bind('failDivision', throwDivisionByZero);
}

function throwDivisionByZero(): never {
  throw divisionByZero();
}

const negate: FunctionCompiler = (site) => {
  const args = compileArguments(site);
  const [a] = [argumentAt(args, 0)];
  const { type } = site.call;
  if (type.kind === 'DECIMAL') {
    const code = `${site.scope.writer.bind('decimalNegate', decimalNegate)}(${a.code})`;
    return assignUnlessNull(site.scope, 'negative', args, { code, nullable: false });
  }
  const isInexact = type.kind === 'FLOAT' || type.kind === 'DOUBLE';
  return checkedNumber(site, args, isInexact ? `-${a.code}` : `0 - ${a.code}`);
};

const times: FunctionCompiler = (site) => {
  const { type } = site.call;
  if (type.kind !== 'INTERVAL_DAY' && type.kind !== 'INTERVAL_YEAR') return operator('*', decimalMultiply)(site);
  const args = compileArguments(site);
  const factor = numberOperand(site, 1, argumentAt(args, 1));
  const code = `Math.trunc(${argumentAt(args, 0).code} * ${factor}) + 0`;
  return assignUnlessNull(site.scope, 'interval', args, { code, nullable: false });
};

/** A numeric argument as a JavaScript number; decimals are brought back from their scaled integers. */
function numberOperand(site: CallSite, index: number, arg: Fragment): string {
  const type = site.call.args[index]?.type;
  return type?.kind === 'DECIMAL' ? `(Number(${arg.code}) / ${10 ** type.scale})` : arg.code;
}

function decimalType(type: DataType | undefined): DecimalType {
  assert(type?.kind === 'DECIMAL', `expected a DECIMAL, not ${type?.kind}`);
  return type;
}

export const arithmeticFunctions = {
  PLUS: operator('+', decimalAdd),
  MINUS: operator('-', decimalSubtract),
  TIMES: times,
  DIVIDE: divide,
  MOD: modulo,
  NEGATE: negate,
} satisfies Partial<Record<ScalarFunctionName, FunctionCompiler>>;
