/**
 * The secret that sessions are signed with. It lies in the data folder, readable by the server's own user only, so that a
 * restart signs nobody out. Removing the file signs everyone out.
 */
import { randomBytes } from 'node:crypto';
import { chmodSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { MillraceError } from '@millrace/engine/errors/millrace-error.ts';

const SECRET_BYTES = 32;
const OWNER_ONLY = 0o600;

/** Makes the secret where there is none, or one cut short by a crash. @throws MillraceError STORAGE_FAILED. */
export function sessionSecret(dataFolder: string): Buffer {
  const path = join(dataFolder, 'session.secret');
  try {
    return stored(path) ?? made(dataFolder, path);
  } catch (cause) {
    throw new MillraceError(`the secret of sessions cannot be kept in ${path}`, {
      code: 'STORAGE_FAILED',
      domain: 'external',
      retry: 'never',
      hint: 'Look at the disk and at the permissions of the data folder.',
      cause,
    });
  }
}

function stored(path: string): Buffer | undefined {
  try {
    const secret = Buffer.from(readFileSync(path, 'utf8').trim(), 'hex');
    if (secret.length !== SECRET_BYTES) return undefined;
    // A backup that was put back may have opened it to others.
    chmodSync(path, OWNER_ONLY);
    return secret;
  } catch (cause) {
    if (cause instanceof Error && 'code' in cause && cause.code === 'ENOENT') return undefined;
    throw cause;
  }
}

/** Written beside and moved into place: there is never half a secret under its name. */
function made(dataFolder: string, path: string): Buffer {
  mkdirSync(dataFolder, { recursive: true });
  const secret = randomBytes(SECRET_BYTES);
  writeFileSync(`${path}.new`, `${secret.toString('hex')}\n`, { mode: OWNER_ONLY, flush: true });
  chmodSync(`${path}.new`, OWNER_ONLY);
  renameSync(`${path}.new`, path);
  return secret;
}
