/**
 * One process at a time on a data folder: a second server would write the same log, and a replay would empty the results
 * of a running one. The lock is a file with the holder's process id; that of a process that is gone counts for nothing,
 * so that a start after kill -9 needs no hand. A killed process takes a moment to be gone: a start waits for that.
 */
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { MillraceError } from '@millrace/engine/errors/millrace-error.ts';
import { storageError } from '@millrace/engine/storage/storage-error.ts';

/** A process with large maps under load was seen to take more than a second. */
const PATIENCE_MS = 4_000;
const LOOK_EVERY_MS = 50;

/**
 * Takes the lock; returns the way to give it back.
 * @throws MillraceError DATA_FOLDER_IN_USE while another process holds it, STORAGE_FAILED where it cannot be made or written.
 */
export function lockDataFolder(dataFolder: string): () => void {
  try {
    return takeLock(dataFolder);
  } catch (cause) {
    throw storageError(cause, dataFolder);
  }
}

function takeLock(dataFolder: string): () => void {
  mkdirSync(dataFolder, { recursive: true });
  const path = join(dataFolder, 'process.id');
  if (!tryCreate(path)) {
    const holder = Number(readFileSync(path, 'utf8'));
    if (holder !== process.pid && staysAlive(holder)) throw inUse(dataFolder, path, holder);
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

/** Blocks this thread, which has nothing else to do before it has the folder. */
function staysAlive(processId: number): boolean {
  const sleeper = new Int32Array(new SharedArrayBuffer(4));
  for (const untilMs = performance.now() + PATIENCE_MS; performance.now() < untilMs; ) {
    if (!isAlive(processId)) return false;
    Atomics.wait(sleeper, 0, 0, LOOK_EVERY_MS);
  }
  return isAlive(processId);
}

function isAlive(processId: number): boolean {
  if (!Number.isInteger(processId) || processId <= 0) return false;
  try {
    process.kill(processId, 0);
    return !isZombie(processId);
  } catch (cause) {
    // A process of another user's is alive too: it only may not be signalled.
    return cause instanceof Error && 'code' in cause && cause.code === 'EPERM';
  }
}

/** Ended with all its threads, and only not yet taken note of by its parent: seen where the system has /proc. */
function isZombie(processId: number): boolean {
  try {
    const stat = readFileSync(`/proc/${processId}/stat`, 'utf8');
    return stat.slice(stat.lastIndexOf(')') + 2).startsWith('Z') && readdirSync(`/proc/${processId}/task`).length === 1;
  } catch {
    return false;
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
