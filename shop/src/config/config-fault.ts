/** What is wrong with a configuration file, at which field. */
import { MillraceError } from '@millrace/engine/errors/millrace-error.ts';

/** @param path as one would write it: `alerts.destinations[0].url`; empty for the file as a whole. */
export function configFault(file: string, path: string, what: string, cause?: unknown): MillraceError {
  return new MillraceError(`${file}: ${path === '' ? '' : `${path} `}${what}`, {
    code: 'CONFIG_INVALID',
    domain: 'user',
    retry: 'never',
    hint: 'docs/alerts.md and docs/operations.md say what may stand in the file.',
    cause,
  });
}

/** `/alerts/destinations/0/url` as `alerts.destinations[0].url`. */
export function fieldPath(pointer: string): string {
  return pointer
    .split('/')
    .filter((part) => part !== '')
    .map((part) => (/^\d+$/.test(part) ? `[${part}]` : `.${part}`))
    .join('')
    .replace(/^\./, '');
}
