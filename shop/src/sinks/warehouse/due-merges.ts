/**
 * Which files of events become one. What is due depends on the files of an hour and on how far the log had come, and on
 * no clock: a log that is gone through again gives the same files.
 */
import { kindOf } from './file-name.ts';
import { HOUR_MS } from './hour-partition.ts';
import type { WarehouseFile } from './manifest.ts';

/** An hour is closed when the log is this far behind its end: most of what comes late has come then. */
export const CLOSES_AFTER_MS = 10 * 60_000;
/** No merge makes a file of more rows: it would take long to write and gain nothing. */
const MOST_MERGED_ROWS = 2_000_000;
/** Small files that an hour may have: while it is open, and of what comes after it was closed. */
const MOST_OPEN = 120;
const MOST_LATE = 8;

/** Hours whose closing lies between two moments of the log's arrival time, both as left by a segment. */
export function* hoursClosed(fromMs: number, toMs: number): Generator<number> {
  const from = Math.floor((fromMs - CLOSES_AFTER_MS) / HOUR_MS) * HOUR_MS;
  for (let hourMs = from; hourMs + HOUR_MS + CLOSES_AFTER_MS <= toMs; hourMs += HOUR_MS) {
    if (hourMs + HOUR_MS + CLOSES_AFTER_MS > fromMs) yield hourMs;
  }
}

/** Groups of files of one hour that are to be made one each; empty when nothing is due. */
export function dueMerges(files: readonly WarehouseFile[], arrivalMs: number): readonly (readonly WarehouseFile[])[] {
  const [any] = files;
  if (!any || !isDue(files, arrivalMs >= any.hourMs + HOUR_MS + CLOSES_AFTER_MS)) return [];
  return groups(files).filter((group) => group.length > 1);
}

function isDue(files: readonly WarehouseFile[], closed: boolean): boolean {
  const small = files.filter((file) => kindOf(file) === 'segment').length;
  if (!closed) return small >= MOST_OPEN;
  return small >= MOST_LATE || small === files.length;
}

/** The smallest together, as many as fit. */
function groups(files: readonly WarehouseFile[]): readonly (readonly WarehouseFile[])[] {
  const bySize = [...files].sort((a, b) => a.rows - b.rows || a.first - b.first);
  const made: WarehouseFile[][] = [];
  let rows = Number.POSITIVE_INFINITY;
  for (const file of bySize) {
    rows += file.rows;
    if (rows <= MOST_MERGED_ROWS) made.at(-1)?.push(file);
    else {
      made.push([file]);
      rows = file.rows;
    }
  }
  return made;
}
