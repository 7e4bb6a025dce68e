/** Turns what LMDB and the file system throw into a MillraceError that says what to do. */
import { statfsSync } from 'node:fs';
import { MillraceError } from '../errors/millrace-error.ts';

/** What LMDB passes on: errno values of Linux and macOS. Its own MDB_MAP_FULL cannot come up: the map grows. */
const FULL_CODES: ReadonlySet<unknown> = new Set([
  27 /* EFBIG */, 28 /* ENOSPC */, 122 /* EDQUOT */, 69 /* EDQUOT, macOS */,
]);
/** LMDB reports the write that fills a disk as an I/O error, because that write was cut short. */
const AMBIGUOUS_CODES: ReadonlySet<unknown> = new Set([5 /* EIO */, -30782 /* MDB_BAD_TXN, after a failed write */]);
const NEARLY_FULL_BYTES = 4 * 1024 * 1024;

/** The error to throw for a `cause` that came up while `folder` was written or read. A MillraceError stays as it is. */
export function storageError(cause: unknown, folder: string): MillraceError {
  if (cause instanceof MillraceError) return cause;
  if (isFull(cause, folder)) {
    return new MillraceError(`no room is left on the disk that holds ${folder}; nothing of this write was kept`, {
      code: 'STORAGE_FULL',
      domain: 'external',
      retry: 'backoff',
      hint: 'Free space on that disk or shorten the retention; writing goes on by itself as soon as there is room.',
      cause,
    });
  }
  return new MillraceError(`${folder} could not be read or written: ${describe(cause)}`, {
    code: 'STORAGE_FAILED',
    domain: 'external',
    retry: 'backoff',
    hint: 'Look at the disk and at the permissions of that folder; the system log says more.',
    cause,
  });
}

function isFull(cause: unknown, folder: string): boolean {
  const code = codeOf(cause);
  if (FULL_CODES.has(code)) return true;
  return AMBIGUOUS_CODES.has(code) && freeBytes(folder) < NEARLY_FULL_BYTES;
}

function codeOf(cause: unknown): unknown {
  return typeof cause === 'object' && cause !== null && 'code' in cause ? cause.code : undefined;
}

function freeBytes(folder: string): number {
  const { bavail, bsize } = statfsSync(folder);
  return bavail * bsize;
}

function describe(cause: unknown): string {
  return cause instanceof Error ? cause.message : String(cause);
}
