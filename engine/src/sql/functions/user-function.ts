/**
 * Functions of the user: twins of classes that run on Flink. A script names the class, so that one and the same file
 * runs here and there:
 *
 *     CREATE TEMPORARY FUNCTION count_char AS 'shop.millrace.functions.CountChar';
 *
 * Here the class stands for a function in TypeScript that the program has registered.
 */
import { MillraceError } from '../../errors/millrace-error.ts';
import type { Value } from '../../row/row.ts';
import { countChar } from './count-char.ts';

/**
 * A scalar function. It must give the same result for the same arguments, now and on a replay, and takes NULLs as they
 * come. Numbers are JavaScript's, DECIMALs their unscaled integers, times milliseconds, dates days.
 */
export interface UserFunction {
  /** The full name of the Java class that does the same on Flink. */
  readonly className: string;
  /** SQL types of the parameters: `STRING`, `DECIMAL(10, 2)`. Arguments are widened to them, never narrowed. */
  readonly parameters: readonly string[];
  /** SQL type of the result; `NOT NULL` behind it promises that it never is. */
  readonly returns: string;
  readonly call: (...args: never[]) => Value;
}

const registered = new Map<string, UserFunction>([[countChar.className, countChar]]);

/** Makes functions known to all scripts of this process. @throws MillraceError for a class that stands for another one. */
export function registerUserFunctions(functions: readonly UserFunction[]): void {
  for (const each of functions) {
    const known = registered.get(each.className);
    if (known !== undefined && known !== each) {
      throw new MillraceError(`The class ${each.className} has a function already`, {
        code: 'USER_FUNCTION_TWICE',
        domain: 'user',
        retry: 'never',
        hint: 'register one function for each class',
      });
    }
    registered.set(each.className, each);
  }
}

export function findUserFunction(className: string): UserFunction | undefined {
  return registered.get(className);
}

/** The classes that scripts may name, for messages. */
export function registeredClasses(): readonly string[] {
  return [...registered.keys()];
}
