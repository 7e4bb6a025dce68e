/** Fills the table of seen ids from the log when the server starts. */
import type { LmdbLogReader } from '@millrace/engine/log/lmdb-log-reader.ts';
import { forEachEventId } from './event-id.ts';
import { DEDUP_WINDOW_MS, SeenIds } from './seen-ids.ts';

/**
 * The ids that arrived within the window before `nowMs`, as the log's attachments have them.
 * @param nowMs epoch milliseconds
 */
export function restoreSeenIds(log: LmdbLogReader, nowMs: number): SeenIds {
  const seen = new SeenIds();
  for (const { arrivalMs, bytes } of log.readAttachments(log.sequenceAt(nowMs - DEDUP_WINDOW_MS))) {
    forEachEventId(bytes, (id) => seen.add(id, arrivalMs));
  }
  return seen;
}
