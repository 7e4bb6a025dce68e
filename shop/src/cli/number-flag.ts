/** A flag that must be a number within bounds. */
import { MillraceError } from '@millrace/engine/errors/millrace-error.ts';
import { type CommandInput, textFlag } from './command.ts';

/** @throws MillraceError USAGE naming the flag, what it was and what it may be. */
export function numberFlag(input: CommandInput, name: string, least: number, most: number): number {
  const text = textFlag(input, name) ?? '';
  const value = Number(text);
  if (text !== '' && Number.isFinite(value) && value >= least && value <= most) return value;
  throw new MillraceError(`--${name} is '${text}', which is not a number from ${least} to ${most}`, {
    code: 'USAGE',
    domain: 'user',
    retry: 'never',
    hint: `give --${name} a number from ${least} to ${most}`,
  });
}
