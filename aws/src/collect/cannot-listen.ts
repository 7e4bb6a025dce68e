/** What a container says whose port cannot be taken. */
import { MillraceError } from '@millrace/engine/errors/millrace-error.ts';

export function cannotListen(host: string, port: number, cause: unknown): MillraceError {
  return new MillraceError(`cannot listen on ${host}, port ${port}: ${String(cause)}`, {
    code: 'CANNOT_LISTEN',
    domain: 'user',
    retry: 'never',
    hint: 'Stop what listens there, or name another port by PORT.',
    cause,
  });
}
