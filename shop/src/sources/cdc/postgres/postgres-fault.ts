/** What went wrong between Millrace and a database, as an error that says what to do, and whether trying again can help. */
import { MillraceError } from '@millrace/engine/errors/millrace-error.ts';
import type { Finding } from './database-check.ts';

/** SQLSTATE, or the system's code, of what `pg` throws. */
function codeOf(cause: unknown): string {
  return typeof cause === 'object' && cause !== null && 'code' in cause ? String(cause.code) : '';
}

function messageOf(cause: unknown): string {
  if (cause instanceof AggregateError) return cause.errors.map(messageOf).join('; ');
  return cause instanceof Error ? cause.message : String(cause);
}

const ADVICE: Readonly<Record<string, string>> = {
  '28P01': 'The password is wrong: mend MILLRACE_POSTGRES_URL or PGPASSWORD.',
  '28000': 'The server refuses this user from here: see pg_hba.conf, and that the user exists.',
  '3D000': 'Name the database that the tables are in, at the end of the URL.',
};

/**
 * A MillraceError for anything that was thrown while a database was read.
 * @param isTriedAgain by a server; a command ends with it.
 */
export function postgresFault(cause: unknown, isTriedAgain = true): MillraceError {
  if (cause instanceof MillraceError) return cause;
  const code = codeOf(cause);
  const message = messageOf(cause);
  const again = isTriedAgain ? ' Millrace tries again by itself.' : '';
  const login = ADVICE[code];
  if (login !== undefined) {
    return new MillraceError(`Postgres does not let Millrace in: ${message}`, {
      code: 'CDC_LOGIN_REFUSED',
      domain: 'user',
      retry: 'backoff',
      hint: `${login}${again}`,
      cause,
    });
  }
  if (code === '55006') return slotBusy(message, cause);
  if (code === '42501' || code === '53400' || code === '53300') return notReady(message, HINTS[code] ?? '', cause);
  if (isLostSlot(code, message)) return slotLost(message);
  return new MillraceError(`the connection to Postgres failed: ${message}`, {
    code: 'CDC_UNREACHABLE',
    domain: 'external',
    retry: 'backoff',
    hint: `See that the server runs, and that host and port of MILLRACE_POSTGRES_URL are right.${again}`,
    cause,
  });
}

const HINTS: Readonly<Record<string, string>> = {
  '42501': "'millrace cdc check' says which right is missing, and how to grant it.",
  '53400': 'Raise max_replication_slots, or drop a slot that nobody reads.',
  '53300': 'Raise max_wal_senders or max_connections, or close what is not needed.',
};

function isLostSlot(code: string, message: string): boolean {
  if (code === '42704') return /replication slot/.test(message);
  return code === '55000' && /replication slot/.test(message) && /no longer|invalidated|obsolete/.test(message);
}

/** Rights, settings or tables are not as they must be. Tried again: whoever mends it need not restart anything. */
export function notReady(message: string, hint: string, cause?: unknown): MillraceError {
  return new MillraceError(`Postgres is not ready for change data capture: ${message}`, {
    code: 'CDC_NOT_READY',
    domain: 'user',
    retry: 'backoff',
    hint,
    cause,
  });
}

export function notReadyBy(problems: readonly Finding[]): MillraceError {
  const [first, ...more] = problems;
  const others = more.length > 0 ? ` (and ${more.length} more: 'millrace cdc check' lists them)` : '';
  return notReady(`${first?.what}${others}`, first?.advice ?? '');
}

function slotBusy(message: string, cause: unknown): MillraceError {
  return new MillraceError(`the replication slot is in use: ${message}`, {
    code: 'CDC_SLOT_BUSY',
    domain: 'external',
    retry: 'backoff',
    hint: 'Another process reads from it, or its connection has not ended yet; Millrace tries again by itself.',
    cause,
  });
}

const RESNAPSHOT = "Read the tables anew with 'millrace cdc resnapshot' (docs/cdc.md); until then this source rests.";

/** What was changed meanwhile is not to be had any more: only a new snapshot can make it good. */
export function slotLost(what: string): MillraceError {
  return new MillraceError(`changes of the database are lost: ${what}`, {
    code: 'CDC_SLOT_LOST',
    domain: 'external',
    retry: 'never',
    hint: RESNAPSHOT,
  });
}

/** Positions in another database's log, or in another life of this one, mean nothing. */
export function databaseChanged(what: string): MillraceError {
  return new MillraceError(`this is not the database that was read before: ${what}`, {
    code: 'CDC_DATABASE_CHANGED',
    domain: 'external',
    retry: 'never',
    hint: RESNAPSHOT,
  });
}
