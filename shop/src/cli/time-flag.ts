/** A flag that must be a time. */
import { MillraceError } from '@millrace/engine/errors/millrace-error.ts';
import { type CommandInput, textFlag } from './command.ts';

/** Epoch milliseconds, or undefined when it was not given. @throws MillraceError USAGE when it is no time. */
export function timeFlag(input: CommandInput, name: string): number | undefined {
  const text = textFlag(input, name);
  if (text === undefined) return undefined;
  const timeMs = Date.parse(text);
  if (!Number.isNaN(timeMs)) return timeMs;
  throw new MillraceError(`--${name} is '${text}', which is no time`, {
    code: 'USAGE',
    domain: 'user',
    retry: 'never',
    hint: 'write it like 2026-01-31T10:30:00Z',
  });
}
