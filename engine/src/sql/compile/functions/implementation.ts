/** Ways to turn a function's meaning into a FunctionCompiler, so that each family file is little more than a table. */
import assert from 'node:assert/strict';
import type { Value } from '../../../row/row.ts';
import { assign, assignUnlessNull, type CallSite, type Fragment, type FunctionCompiler } from '../expression-scope.ts';

/** A function on values. The binder has seen to the types of its arguments. */
export type Implementation = (...args: never[]) => Value;

/** The result of the call can be NULL even when no argument is. */
export interface StrictOptions {
  readonly nullableResult?: boolean;
}

/** A function that is NULL when an argument is, as code over its arguments. */
export function strict(
  code: (args: readonly string[], site: CallSite) => string,
  options: StrictOptions = {},
): FunctionCompiler {
  return (site) => {
    const args = compileArguments(site);
    const result = code(
      args.map((arg) => arg.code),
      site,
    );
    return assignUnlessNull(site.scope, hintOf(site), args, {
      code: result,
      nullable: options.nullableResult === true,
    });
  };
}

/** A function that is NULL when an argument is, as a call of `implementation` with the arguments. */
export function strictCall(implementation: Implementation, options: StrictOptions = {}): FunctionCompiler {
  return strict((args, site) => `${bindFunction(site, implementation)}(${args.join(', ')})`, options);
}

/** A function that may give NULL though no argument is. */
export function partialCall(implementation: Implementation): FunctionCompiler {
  return strictCall(implementation, { nullableResult: true });
}

/** A function that takes NULLs as they come, and never or sometimes gives NULL. */
export function nullAwareCall(implementation: Implementation, options: StrictOptions = {}): FunctionCompiler {
  return (site) => {
    const args = compileArguments(site).map((arg) => arg.code);
    const code = `${bindFunction(site, implementation)}(${args.join(', ')})`;
    return assign(site.scope, hintOf(site), code, options.nullableResult === true);
  };
}

/**
 * A function one of whose arguments (a pattern, a format, a path) is nearly always constant: `prepare` turns that
 * argument into a function of the others, once when it is constant and with a small cache otherwise.
 */
export function preparedCall(
  prepare: (prepared: readonly Value[], site: CallSite) => Implementation,
  preparedArguments: readonly number[],
  options: StrictOptions = {},
): FunctionCompiler {
  return (site) => {
    const args = compileArguments(site);
    const special = preparedArguments.map((index) => args[index]).filter((arg) => arg !== undefined);
    const rest = args.filter((_, index) => !preparedArguments.includes(index));
    const constants = special.map((arg) => arg.constant);
    const restCode = rest.map((arg) => arg.code).join(', ');
    const nullable = options.nullableResult === true;
    if (constants.includes(null)) return { code: 'null', nullable: true, constant: null };
    if (constants.every((value) => value !== undefined)) {
      const callee = site.scope.writer.bind(hintOf(site), prepare(constants, site));
      return assignUnlessNull(site.scope, hintOf(site), rest, { code: `${callee}(${restCode})`, nullable });
    }
    const cached = lastPrepared((values) => prepare(values, site));
    const callee = `${site.scope.writer.bind(hintOf(site), cached)}(${special.map((arg) => arg.code).join(', ')})`;
    return assignUnlessNull(site.scope, hintOf(site), args, { code: `${callee}(${restCode})`, nullable });
  };
}

/** Remembers what was prepared last, because neighbouring rows often share a pattern. */
function lastPrepared<Result>(prepare: (values: readonly Value[]) => Result): (...values: Value[]) => Result {
  let lastValues: readonly Value[] | undefined;
  let lastResult: Result;
  return (...values) => {
    if (lastValues === undefined || values.some((value, index) => value !== lastValues?.[index])) {
      lastResult = prepare(values);
      lastValues = values;
    }
    return lastResult;
  };
}

export function compileArguments(site: CallSite): Fragment[] {
  return site.call.args.map((arg) => site.compile(arg));
}

/** The compiled argument at a position that the signature guarantees. */
export function argumentAt(args: readonly Fragment[], index: number): Fragment {
  const arg = args[index];
  assert(arg !== undefined, `the call has no argument ${index}`);
  return arg;
}

/** The text of an argument that the binder promises to be a string literal. */
export function literalText(site: CallSite, index: number): string {
  const arg = site.call.args[index];
  assert(
    arg?.kind === 'literal' && typeof arg.value === 'string',
    `${site.call.function}: argument ${index} is no text literal`,
  );
  return arg.value;
}

/** The function's name as the stem of variables. */
export function hintOf(site: CallSite): string {
  return site.call.function.toLowerCase().replace(/_(.)/g, (_, letter: string) => letter.toUpperCase());
}

function bindFunction(site: CallSite, implementation: Implementation): string {
  return site.scope.writer.bind(implementation.name || hintOf(site), implementation);
}
