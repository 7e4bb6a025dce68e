/** What functions are told by their environment. */
import { MillraceError } from '@millrace/engine/errors/millrace-error.ts';

/** @throws MillraceError CONFIG_INVALID when the variable is not set: the function does not start. */
export function requiredVariable(name: string): string {
  const value = process.env[name];
  if (value !== undefined && value !== '') return value;
  throw new MillraceError(`the environment variable ${name} is not set`, {
    code: 'CONFIG_INVALID',
    domain: 'user',
    retry: 'never',
    hint: 'the stacks set it; see aws/app',
  });
}

/** @throws MillraceError CONFIG_INVALID for what is no number within the bounds. */
export function numberVariable(name: string, [least, most]: readonly [number, number], unset: number): number {
  const text = process.env[name];
  const value = text === undefined || text === '' ? unset : Number(text);
  if (value >= least && value <= most) return value;
  throw new MillraceError(`${name} is '${text}', and must be a number from ${least} to ${most}`, {
    code: 'CONFIG_INVALID',
    domain: 'user',
    retry: 'never',
    hint: `leave it out for ${unset}`,
  });
}
