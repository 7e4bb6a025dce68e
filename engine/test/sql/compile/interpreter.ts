/**
 * A tree-walking interpreter of a few expressions, as plain as can be, to hold the compiler against. Decimals are
 * exact fractions here, integers are bigints.
 */
import type { DataType } from '../../../src/row/data-type.ts';
import type { Value } from '../../../src/row/row.ts';
import type { CallExpression, Expression } from '../../../src/sql/bind/expression.ts';

/** What the compiled code must throw. */
export class OutOfRange extends Error {}

export function interpret(expression: Expression, columns: readonly Value[]): Value {
  switch (expression.kind) {
    case 'column':
      return columns[expression.index] ?? null;
    case 'literal':
      return expression.value;
    case 'case': {
      const branch = expression.branches.find(({ when }) => interpret(when, columns) === true);
      return interpret(branch?.then ?? expression.otherwise, columns);
    }
    case 'cast':
      throw new Error('the interpreter knows no CAST');
    case 'call':
      return interpretCall(expression, columns);
  }
}

function interpretCall(call: CallExpression, columns: readonly Value[]): Value {
  const lazy = (index: number) => interpret(call.args[index] as Expression, columns);
  switch (call.function) {
    case 'AND':
      return lazy(0) === false ? false : and(lazy(0), lazy(1));
    case 'OR':
      return lazy(0) === true ? true : not(and(not(lazy(0)), not(lazy(1))));
    case 'COALESCE':
      return lazy(0) ?? lazy(1);
    default:
      return strictCall(
        call,
        call.args.map((arg) => interpret(arg, columns)),
      );
  }
}

function and(a: Value, b: Value): Value {
  if (a === false || b === false) return false;
  return a === null || b === null ? null : true;
}

function not(a: Value): Value {
  return a === null ? null : a !== true;
}

function strictCall(call: CallExpression, args: readonly Value[]): Value {
  const [a, b] = args as [Value, Value];
  switch (call.function) {
    case 'IS_NULL':
      return a === null;
    case 'IS_NOT_NULL':
      return a !== null;
    case 'IS_TRUE':
      return a === true;
    case 'IS_NOT_TRUE':
      return a !== true;
    case 'IS_DISTINCT_FROM':
      return a === null || b === null ? a !== b : order(call, a, b) !== 0;
    case 'IN':
      return args
        .slice(1)
        .map((candidate) => (a === null || candidate === null ? null : a === candidate))
        .reduce<Value>(or, false);
  }
  if (args.includes(null)) return null;
  switch (call.function) {
    case 'NOT':
      return not(a);
    case 'EQUALS':
      return order(call, a, b) === 0;
    case 'NOT_EQUALS':
      return order(call, a, b) !== 0;
    case 'LESS':
      return order(call, a, b) < 0;
    case 'LESS_OR_EQUAL':
      return order(call, a, b) <= 0;
    case 'GREATER':
      return order(call, a, b) > 0;
    case 'GREATER_OR_EQUAL':
      return order(call, a, b) >= 0;
    case 'CONCAT':
      return args.join('');
    default:
      return arithmetic(call, a, b);
  }
}

function or(a: Value, b: Value): Value {
  return not(and(not(a), not(b)));
}

function scaleOf(type: DataType | undefined): number {
  return type?.kind === 'DECIMAL' ? type.scale : 0;
}

function order(call: CallExpression, a: Value, b: Value): number {
  if (typeof a === 'string' || typeof b === 'string')
    return Buffer.compare(Buffer.from(String(a)), Buffer.from(String(b)));
  if (typeof a === 'boolean') return Number(a) - Number(b);
  const left = BigInt(a as number) * 10n ** BigInt(scaleOf(call.args[1]?.type));
  const right = BigInt(b as number) * 10n ** BigInt(scaleOf(call.args[0]?.type));
  return left < right ? -1 : left > right ? 1 : 0;
}

function arithmetic(call: CallExpression, a: Value, b: Value): Value {
  const [aScale, bScale, scale] = [scaleOf(call.args[0]?.type), scaleOf(call.args[1]?.type), scaleOf(call.type)];
  const [x, y] = [BigInt(a as number), BigInt((b ?? 0) as number)];
  const up = (value: bigint, from: number, to: number) => value * 10n ** BigInt(to - from);
  const common = Math.max(aScale, bScale);
  switch (call.function) {
    case 'PLUS':
      return fit(up(x, aScale, common) + up(y, bScale, common), common, call, scale);
    case 'MINUS':
      return fit(up(x, aScale, common) - up(y, bScale, common), common, call, scale);
    case 'TIMES':
      return fit(x * y, aScale + bScale, call, scale);
    case 'NEGATE':
      return fit(-x, aScale, call, scale);
    default:
      throw new Error(`the interpreter knows no ${call.function}`);
  }
}

/** Rounds half up to the scale of the result, and looks whether it fits. */
function fit(value: bigint, from: number, call: CallExpression, to: number): Value {
  const { type } = call;
  if (type.kind !== 'DECIMAL') return checkedInteger(value, type);
  const unit = 10n ** BigInt(Math.max(from - to, 0));
  const magnitude = value < 0n ? -value : value;
  const rounded = ((2n * magnitude + unit) / (2n * unit)) * 10n ** BigInt(Math.max(to - from, 0));
  if (rounded >= 10n ** BigInt(type.precision)) return null;
  const result = value < 0n ? -rounded : rounded;
  return rounded <= BigInt(Number.MAX_SAFE_INTEGER) ? Number(result) : result;
}

function checkedInteger(value: bigint, type: DataType): Value {
  const limit = type.kind === 'INT' ? 2n ** 31n : 2n ** 53n;
  if (value >= limit || value < -limit || (type.kind !== 'INT' && value === -limit)) throw new OutOfRange();
  return Number(value);
}
