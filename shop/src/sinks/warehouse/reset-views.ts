/** What a replay does to the warehouse: hours of which the views are made anew are written anew, older ones stay. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { openLogReader } from '@millrace/engine/log/lmdb-log-reader.ts';
import { lockDataFolder } from '../../server/data-folder-lock.ts';
import { HOUR_MS } from './hour-partition.ts';
import { Manifest, WAREHOUSE_FOLDER } from './manifest.ts';
import { type TableName, WAREHOUSE_TABLES } from './warehouse-tables.ts';

/**
 * Forgets what was written of views from the first hour on that the replayed log has the whole of; the next start writes
 * it again. Events are the log's own and stay as they are, and so do snapshots of features.
 * @param fromSequence the first log sequence that is replayed.
 */
export async function resetViews(dataFolder: string, fromSequence: number): Promise<void> {
  const folder = join(dataFolder, WAREHOUSE_FOLDER);
  if (!existsSync(folder)) return;
  const unlock = lockDataFolder(folder);
  const manifest = new Manifest(dataFolder);
  const notBeforeMs = await firstWholeHour(dataFolder, fromSequence);
  for (const table of Object.values(WAREHOUSE_TABLES)) {
    if (table.kind !== 'versioned') continue;
    const retired = manifest.files(table.name as TableName).filter(({ hourMs }) => hourMs >= notBeforeMs);
    manifest.commit({ retired, positions: { [table.name]: { written: 0, notBeforeMs } } }, Date.now());
  }
  await manifest.close();
  unlock();
}

/**
 * An hour after the replay begins, for what began before it is cut off: a session of which the first events are missing
 * looks like a shorter one. A whole log has nothing before it.
 */
async function firstWholeHour(dataFolder: string, fromSequence: number): Promise<number> {
  if (fromSequence <= 1) return Number.MIN_SAFE_INTEGER;
  const log = openLogReader(dataFolder);
  const [batch] = log.read(fromSequence, 1);
  await log.close();
  return Math.ceil(((batch?.arrivalMs ?? Date.now()) + HOUR_MS) / HOUR_MS) * HOUR_MS;
}
