/** The failure of who asks for what lies in tables and cache, while these do not answer. */
import { MillraceError } from '@millrace/engine/errors/millrace-error.ts';

export function unavailable(cause: unknown): MillraceError {
  return new MillraceError('what is asked for cannot be read at the moment', {
    code: 'FUNCTIONS_UNAVAILABLE',
    domain: 'external',
    retry: 'backoff',
    hint: 'ask again in a second',
    cause,
  });
}
