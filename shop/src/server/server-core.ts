/** Everything between the server's routes and the disk: log, seen ids, collector, heartbeats, retention. */
import type { LmdbLogWriter } from '@millrace/engine/log/lmdb-log-writer.ts';
import { MIN_WATERMARK } from '@millrace/engine/row/row.ts';
import { NO_LIMITS, type RateLimitSettings, RateLimits } from '../access/rate-limits.ts';
import { AuditTrail } from '../audit/audit-trail.ts';
import { RefusalNotes } from '../audit/refusal-notes.ts';
import { ArrivalClock } from '../events/arrival-clock.ts';
import { BatchCommit, type Commit } from '../events/batch-commit.ts';
import { Collector } from '../events/collector.ts';
import { Quarantine } from '../events/quarantine.ts';
import { QuarantineCounts } from '../events/quarantine-counts.ts';
import { restoreSeenIds } from '../events/restore-seen-ids.ts';
import type { BodyLimits } from '../sources/http/collecting-route.ts';
import { LoadGate } from '../sources/http/load-gate.ts';
import { Heartbeat } from './heartbeat.ts';
import { newestArrivalMs } from './newest-arrival.ts';
import type { Readiness } from './operating-routes.ts';
import type { PipelineHandle } from './pipeline-handle.ts';
import { startRetention } from './retention.ts';
import { ServerMetrics } from './server-metrics.ts';

export interface ServerCoreOptions {
  /** Open; `startServer` closes it. */
  readonly log: LmdbLogWriter;
  readonly pipeline?: PipelineHandle;
  /** Epoch milliseconds; the machine's clock by default. */
  readonly now?: () => number;
  /** The log keeps what arrived at or after this, however old. */
  readonly logNeededFromMs?: () => number;
  /** Default 5 MB, inflated. */
  readonly maxBodyBytes?: number;
  /** Bytes of requests that wait for the disk beyond which more get 429. Default 64 MB. */
  readonly maxWaitingBytes?: number;
  /** How much one key may ask for; without limits by default. */
  readonly rateLimits?: RateLimitSettings;
}

const MAX_BODY_BYTES = 5 * 1024 * 1024;
const MAX_WAITING_BYTES = 64 * 1024 * 1024;

export type ServerCore = ReturnType<typeof openCore>;

/** Readies the collector; reads the ids of a whole day. @throws MillraceError STORAGE_FAILED. */
export function openCore(options: ServerCoreOptions) {
  const { log, pipeline, now = Date.now, logNeededFromMs } = options;
  const { maxBodyBytes = MAX_BODY_BYTES, maxWaitingBytes = MAX_WAITING_BYTES, rateLimits = NO_LIMITS } = options;
  const bodies: BodyLimits = { gate: new LoadGate(maxWaitingBytes), maxBodyBytes };
  const clock = new ArrivalClock(now, newestArrivalMs(log));
  const seen = restoreSeenIds(log, clock.now());
  const quarantine = new Quarantine(log.openStream('quarantine'), new QuarantineCounts(log.openSettings('quarantine')));
  const audit = new AuditTrail(log.openStream('audit'), now);
  const refusals = new RefusalNotes(audit, now);
  const metrics = new ServerMetrics();
  let newestMs = clock.now();
  const onCommitted = (commit: Commit) => {
    newestMs = commit.arrivalMs;
    metrics.noteCommit(commit);
    heartbeat.noteCommit(commit.records);
    pipeline?.onCommitted(commit);
  };
  const progress = log.openSettings('source-progress');
  const commits = new BatchCommit({ log, quarantine, seen, clock, progress, onCommitted });
  const heartbeat = new Heartbeat(commits, now);
  const stopRetention = startRetention({
    ...{ log, quarantine, audit, now, logNeededFromMs },
    onFailed: () => metrics.noteRetentionFailed(),
  });
  return {
    log,
    seen,
    quarantine,
    audit,
    refusals,
    metrics,
    commits,
    /** For every route that collects. */
    bodies,
    limits: new RateLimits(rateLimits),
    /** How far each source has been read, by its name. */
    progress,
    /** The collector's clock, in epoch milliseconds. */
    now: () => clock.now(),
    collector: new Collector({ commits, seen, clock, watermarkMs: () => pipeline?.watermarkMs() ?? MIN_WATERMARK }),
    /** Undefined when there are no pipelines. */
    readiness(): Readiness | undefined {
      const progress = pipeline?.progress();
      return progress && { progress, lagMs: Math.max(0, newestMs - progress.arrivalMs) };
    },
    /** Resolves when everything handed in is on disk, or has failed, and nothing more will be written. */
    async finishCommits(): Promise<void> {
      heartbeat.stop();
      await stopRetention();
      await commits.idle();
    },
  };
}
