/** Loads the user functions that a module exports as `userFunctions`, and registers them for the scripts of this run. */
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { MillraceError } from '@millrace/engine/errors/millrace-error.ts';
import { registerUserFunctions, type UserFunction } from '@millrace/engine/sql/functions/user-function.ts';

/** Does nothing without a path. @throws MillraceError FUNCTIONS_NOT_FOUND. */
export async function loadFunctions(path: string | undefined): Promise<void> {
  if (path === undefined) return;
  const module: { readonly userFunctions?: readonly UserFunction[] } = await import(
    pathToFileURL(resolve(path)).href
  ).catch((cause: unknown) => {
    throw notFound(`the functions '${path}' cannot be loaded`, cause);
  });
  if (!Array.isArray(module.userFunctions)) throw notFound(`'${path}' exports no list named userFunctions`);
  registerUserFunctions(module.userFunctions);
}

function notFound(message: string, cause?: unknown): MillraceError {
  return new MillraceError(message, {
    code: 'FUNCTIONS_NOT_FOUND',
    domain: 'user',
    retry: 'never',
    hint: 'give a module with `export const userFunctions: readonly UserFunction[] = […]`',
    cause,
  });
}

/** The flag of the commands that run or explain scripts. */
export const FUNCTIONS_FLAG = {
  functions: {
    type: 'string',
    value: 'FILE',
    about: 'a TypeScript module that exports userFunctions, for CREATE FUNCTION',
  },
} as const;
