/**
 * One process at a time on a data folder: a second server would write the same log, and a replay would empty the results
 * of a running one. The lock is a file with the holder's process id; that of a process that is gone counts for nothing,
 * so that a start after kill -9 needs no hand.
 */
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { MillraceError } from '@millrace/engine/errors/millrace-error.ts';

/**
 * Takes the lock; returns the way to give it back.
 * @throws MillraceError DATA_FOLDER_IN_USE while another process holds it.
 */
export function lockDataFolder(dataFolder: string): () => void {
  mkdirSync(dataFolder, { recursive: true });
  const path = join(dataFolder, 'process.id');
  if (!tryCreate(path)) {
    const holder = Number(readFileSync(path, 'utf8'));
    if (holder !== process.pid && isAlive(holder)) throw inUse(dataFolder, path, holder);
    rmSync(path, { force: true });
    if (!tryCreate(path)) throw inUse(dataFolder, path, holder);
  }
  return () => rmSync(path, { force: true });
}

/** Creating fails when the file exists: of two processes that try at once, one succeeds. */
function tryCreate(path: string): boolean {
  try {
    writeFileSync(path, String(process.pid), { flag: 'wx' });
    return true;
  } catch (cause) {
    if (cause instanceof Error && 'code' in cause && cause.code === 'EEXIST') return false;
    throw cause;
  }
}

function isAlive(processId: number): boolean {
  if (!Number.isInteger(processId) || processId <= 0) return false;
  try {
    process.kill(processId, 0);
    return true;
  } catch (cause) {
    // A process of another user's is alive too: it only may not be signalled.
    return cause instanceof Error && 'code' in cause && cause.code === 'EPERM';
  }
}

function inUse(dataFolder: string, path: string, holder: number): MillraceError {
  return new MillraceError(`process ${holder} is at work on ${dataFolder}`, {
    code: 'DATA_FOLDER_IN_USE',
    domain: 'user',
    retry: 'never',
    hint: `stop it first, or name another folder with --data; if that process is no server, remove ${path}`,
  });
}
