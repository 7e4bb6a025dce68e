/** Calls of user functions. What they throw, and results that are no value of their type, name the function. */
import { MillraceError } from '../../../errors/millrace-error.ts';
import type { DataType } from '../../../row/data-type.ts';
import type { Value } from '../../../row/row.ts';
import { formatType } from '../../../row/type-format.ts';
import type { ScalarFunctionName } from '../../functions/names.ts';
import { isText } from '../../functions/type-build.ts';
import { findUserFunction, type UserFunction } from '../../functions/user-function.ts';
import { assign, type FunctionCompiler } from '../expression-scope.ts';
import { integerRange } from '../number-range.ts';
import { compileArguments, literalText } from './implementation.ts';

const userCall: FunctionCompiler = (site) => {
  const className = literalText(site, 0);
  const user = findUserFunction(className);
  if (user === undefined) throw failed(className, 'is not registered in this process');
  const { type } = site.call;
  const isResult = resultTest(type);
  const implementation = (...args: Value[]): Value => {
    const result = attempt(user, args);
    if (isResult(result)) return result;
    throw failed(className, `gave ${String(result)}, which is no ${formatType(type)}`);
  };
  const [, ...args] = compileArguments(site).map((argument) => argument.code);
  return assign(
    site.scope,
    'user',
    `${site.scope.writer.bind('user', implementation)}(${args.join(', ')})`,
    type.nullable,
  );
};

function attempt(user: UserFunction, args: readonly Value[]): Value {
  try {
    return Reflect.apply(user.call, undefined, args);
  } catch (cause) {
    throw failed(user.className, cause instanceof Error ? `failed: ${cause.message}` : 'failed', cause);
  }
}

function failed(className: string, what: string, cause?: unknown): MillraceError {
  return new MillraceError(`The function ${className} ${what}`, {
    code: 'USER_FUNCTION_FAILED',
    domain: 'user',
    retry: 'never',
    hint: 'mend the function; it must give a value of its type for all arguments, NULL among them',
    cause,
  });
}

/** Whether a result is a value of the type, as far as one look tells. */
function resultTest(type: DataType): (value: Value) => boolean {
  const range = integerRange(type);
  const test = (value: Value): boolean => {
    if (isText(type)) return typeof value === 'string';
    if (type.kind === 'BOOLEAN') return typeof value === 'boolean';
    if (range === undefined) return value !== undefined;
    return typeof value === 'number' && Number.isInteger(value) && value >= range.min && value <= range.max;
  };
  return (value) => (value === null ? type.nullable : test(value));
}

export const userFunctions = { USER_CALL: userCall } satisfies Partial<Record<ScalarFunctionName, FunctionCompiler>>;
