/** What is wrong with a profile, at which field, in the manner of `shop/src/config`. */
import { MillraceError } from '@millrace/engine/errors/millrace-error.ts';

/** @param path as one would write it: `stream.events.least`; empty for the file as a whole. */
export function profileFault(file: string, path: string, what: string, cause?: unknown): MillraceError {
  return new MillraceError(`${file}${path === '' ? '' : `: ${path}`} ${what}`, {
    code: 'CONFIG_INVALID',
    domain: 'user',
    retry: 'never',
    hint: 'docs/aws-deploy.md lists what may stand in a profile.',
    cause,
  });
}
