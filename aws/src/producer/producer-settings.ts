/** How a producer sends, and what holds where nothing is said. */
import type { MillraceError } from '@millrace/engine/errors/millrace-error.ts';
import type { StreamEvent } from '../stream/stream-event.ts';
import type { DiskSpool } from './disk-spool.ts';
import type { RecordTransport } from './record-transport.ts';

export interface ProducerSettings {
  /** How long an event waits for others to share a record with it. Default 200. */
  readonly lingerMs?: number;
  /** How long an event may wait for the stream before it goes to disk, or without a spool is given up. Default 2,000; 10,000 without a spool. */
  readonly patienceMs?: number;
  /** Calls under way at once. Default 8. */
  readonly maxCalls?: number;
  /** Events in memory; beyond that `put` waits. Default 200,000. */
  readonly maxQueuedEvents?: number;
  /** Default 64 MiB. */
  readonly maxQueuedBytes?: number;
  /** Default 10,000. */
  readonly closeTimeoutMs?: number;
  /** Sends what is queued before the process ends, or is told to by SIGTERM or SIGINT. Default false. */
  readonly flushOnShutdown?: boolean;
  /** Told of events that were given up. */
  readonly onGivenUp?: ((events: readonly StreamEvent[], error: MillraceError) => void) | undefined;
  /** Told of each try that failed and will be made again. */
  readonly onRetry?: ((reason: string, waitMs: number) => void) | undefined;
}

export interface StreamProducerOptions extends ProducerSettings {
  readonly transport: RecordTransport;
  /** Where events wait while the stream is away; the producer closes it. Without one they wait in memory, and are given up. */
  readonly spool?: DiskSpool | undefined;
}

const DEFAULTS = {
  lingerMs: 200,
  maxCalls: 8,
  maxQueuedEvents: 200_000,
  maxQueuedBytes: 64 * 1024 * 1024,
  closeTimeoutMs: 10_000,
  flushOnShutdown: false,
  onGivenUp: undefined,
  onRetry: undefined,
};
const PATIENCE_MS = 2_000;
const PATIENCE_WITHOUT_SPOOL_MS = 10_000;

/** The settings among the options, with defaults in the place of what is left out. */
export function settingsOf({ transport, spool, ...options }: StreamProducerOptions): Required<ProducerSettings> {
  const given = Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined));
  const patienceMs = spool === undefined ? PATIENCE_WITHOUT_SPOOL_MS : PATIENCE_MS;
  return { ...DEFAULTS, patienceMs, ...given };
}
