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
/** Whoever holds back the log at the start says soon how far it is. */
const SECOND_TRIM_MS = 60_000;

export interface RetentionParts {
  readonly log: LmdbLogWriter;
  readonly quarantine: Quarantine;
  readonly audit: AuditTrail;
  readonly now: () => number;
  /** The log keeps what arrived at or after this, however old: someone has still to read it. */
  readonly logNeededFromMs?: (() => number) | undefined;
  readonly onFailed: (cause: unknown) => void;
}

/** Trims now, after a minute, and every hour. Returns how to stop it; that resolves when a trim under way has ended. */
export function startRetention(parts: RetentionParts): () => Promise<void> {
  let underWay = trimOnce(parts);
  const trim = () => {
    underWay = underWay.then(() => trimOnce(parts));
  };
  const timers = [setTimeout(trim, SECOND_TRIM_MS), setInterval(trim, INTERVAL_MS)];
  return async () => {
    for (const timer of timers) clearInterval(timer);
    await underWay;
  };
}

async function trimOnce({ log, quarantine, audit, now, logNeededFromMs, onFailed }: RetentionParts): Promise<void> {
  try {
    const nowMs = now();
    log.trim(Math.min(nowMs - LOG_RETENTION_MS, logNeededFromMs?.() ?? Number.POSITIVE_INFINITY));
    await log.trimAttachments(nowMs - DEDUP_WINDOW_MS);
    await quarantine.trim(nowMs - QUARANTINE_RETENTION_MS);
    await openDeadLetters(log).trim(nowMs - DEAD_LETTER_RETENTION_MS);
    await audit.trim(nowMs - AUDIT_RETENTION_MS);
  } catch (cause) {
    onFailed(cause);
  }
}
