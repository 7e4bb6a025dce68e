/** Drops whole hours that have grown too old, and deletes files that no longer count. */
import { readdirSync, rmdirSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { HOUR_MS } from './hour-partition.ts';
import { filePath, type Manifest } from './manifest.ts';
import { TABLE_NAMES } from './warehouse-tables.ts';

/** Retires files of hours that ended before `beforeMs`. @returns how many. */
export function dropOldHours(manifest: Manifest, beforeMs: number, nowMs: number): number {
  let dropped = 0;
  for (const table of TABLE_NAMES) {
    const retired = manifest.filesBefore(table, beforeMs - HOUR_MS);
    if (retired.length === 0) continue;
    // Training sets ask from when on every event is there.
    const positions = table === 'events' ? { events: { ...manifest.position('events'), droppedMs: beforeMs } } : {};
    if (manifest.commit({ retired, positions }, nowMs)) dropped += retired.length;
  }
  return dropped;
}

/** Deletes files that were retired before `beforeMs`, and hours' folders that are empty then. @returns how many files. */
export function deleteRetired(manifest: Manifest, beforeMs: number): number {
  const gone = manifest.retired().filter(({ retiredMs }) => retiredMs < beforeMs);
  for (const { path } of gone) {
    rmSync(join(manifest.folder, path), { force: true });
    removeEmpty(dirname(join(manifest.folder, path)));
  }
  manifest.forget(gone.map(({ path }) => path));
  return gone.length;
}

/** Deletes what a process that was killed has left: files that were written and never listed. @returns how many. */
export function deleteUnlisted(manifest: Manifest): number {
  const listed = new Set([...manifest.files().map(filePath), ...manifest.retired().map(({ path }) => path)]);
  let deleted = 0;
  for (const table of TABLE_NAMES) {
    for (const path of filesUnder(manifest.folder, table)) {
      if (listed.has(path)) continue;
      rmSync(join(manifest.folder, path), { force: true });
      deleted += 1;
    }
  }
  return deleted;
}

function filesUnder(folder: string, table: string): readonly string[] {
  return entries(join(folder, table)).flatMap((date) =>
    entries(join(folder, table, date)).flatMap((hour) =>
      entries(join(folder, table, date, hour)).map((name) => `${table}/${date}/${hour}/${name}`),
    ),
  );
}

function entries(folder: string): readonly string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

/** An hour without files, and then its date. */
function removeEmpty(hourFolder: string): void {
  try {
    rmdirSync(hourFolder);
    rmdirSync(dirname(hourFolder));
  } catch {
    // Something is left in it, or it is gone already.
  }
}
