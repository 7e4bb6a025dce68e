/** Flags that are addresses or codes: what cannot be one is refused before anything is tried with it. */
import { MillraceError } from '@millrace/engine/errors/millrace-error.ts';
import { type CommandInput, textFlag } from './command.ts';

/** What `pg` understands: an address, or the folder of a socket. */
const POSTGRES_URL = /^(postgres(ql)?:\/\/|socket:|\/)/;
const CURRENCY = /^[A-Z]{3}$/;

/** @throws MillraceError USAGE for a --url that is no address of a server. */
export function checkServerUrl(input: CommandInput): void {
  const url = textFlag(input, 'url');
  if (url === undefined || (URL.canParse(url) && /^https?:$/.test(new URL(url).protocol))) return;
  throw notUsable(`--url is '${url}', which is no address of a server`, 'write it like http://127.0.0.1:8080');
}

/** @throws MillraceError USAGE for a --postgres-url that is none. It may hold a password: the message does not repeat it. */
export function postgresUrlFlag(input: CommandInput): string | undefined {
  const url = textFlag(input, 'postgres-url');
  if (url === undefined || url === '' || POSTGRES_URL.test(url)) return url;
  throw notUsable(
    '--postgres-url (or MILLRACE_POSTGRES_URL) is no address of a Postgres database',
    'write it like postgres://user:password@host:5432/database',
  );
}

/** @throws MillraceError USAGE: browsers refuse to show amounts in what is no currency. */
export function currencyFlag(input: CommandInput): string {
  const currency = textFlag(input, 'currency') ?? 'USD';
  if (CURRENCY.test(currency)) return currency;
  throw notUsable(
    `--currency is '${currency}', which is no code of a currency`,
    'give the three letters of ISO 4217: EUR',
  );
}

function notUsable(message: string, hint: string): MillraceError {
  return new MillraceError(message, { code: 'USAGE', domain: 'user', retry: 'never', hint });
}
