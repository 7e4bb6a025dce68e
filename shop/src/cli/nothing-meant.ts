/** The error of a command that changes many things and was not told which. */
import { MillraceError } from '@millrace/engine/errors/millrace-error.ts';

export function nothingMeant(command: string): MillraceError {
  return new MillraceError('neither numbers nor a filter say which events are meant', {
    code: 'USAGE',
    domain: 'user',
    retry: 'never',
    hint: `name entries by their numbers, or say --code, --source, --since …: see 'millrace ${command} --help'`,
  });
}
