/** Drops, hourly, what the log, the dedup window, the quarantine and the other streams no longer have to keep. */
import type { LmdbLogWriter } from '@millrace/engine/log/lmdb-log-writer.ts';
import type { AuditTrail } from '../audit/audit-trail.ts';
import type { Quarantine } from '../events/quarantine.ts';
import { DEDUP_WINDOW_MS } from '../events/seen-ids.ts';
import { openDeadLetters } from '../sinks/alerts/dead-letters.ts';

export const LOG_RETENTION_MS = 7 * 24 * 3_600_000;
export const QUARANTINE_RETENTION_MS = 30 * 24 * 3_600_000;
export const DEAD_LETTER_RETENTION_MS = 30 * 24 * 3_600_000;
export const AUDIT_RETENTION_MS = 400 * 24 * 3_600_000;
const INTERVAL_MS = 3_600_000;

export interface RetentionParts {
  readonly log: LmdbLogWriter;
  readonly quarantine: Quarantine;
  readonly audit: AuditTrail;
  readonly now: () => number;
  readonly onFailed: (cause: unknown) => void;
}

/** Trims now and every hour. Returns how to stop it; that resolves when a trim under way has ended. */
export function startRetention(parts: RetentionParts): () => Promise<void> {
  let underWay = trimOnce(parts);
  const timer = setInterval(() => {
    underWay = underWay.then(() => trimOnce(parts));
  }, INTERVAL_MS);
  return async () => {
    clearInterval(timer);
    await underWay;
  };
}

async function trimOnce({ log, quarantine, audit, now, onFailed }: RetentionParts): Promise<void> {
  try {
    const nowMs = now();
    log.trim(nowMs - LOG_RETENTION_MS);
    await log.trimAttachments(nowMs - DEDUP_WINDOW_MS);
    await quarantine.trim(nowMs - QUARANTINE_RETENTION_MS);
    await openDeadLetters(log).trim(nowMs - DEAD_LETTER_RETENTION_MS);
    await audit.trim(nowMs - AUDIT_RETENTION_MS);
  } catch (cause) {
    onFailed(cause);
  }
}
