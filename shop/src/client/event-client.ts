/**
 * Sends ready batches to `POST /v1/events` by the transport of the producer library, and counts their verdicts: for files
 * and loads, which are batches already and want to know how long each takes.
 *
 * A batch is tried again when the server says so or cannot be reached; since events carry their ids, a batch that was
 * stored although its answer was lost adds nothing when it is sent again.
 */
import { setTimeout as pause } from 'node:timers/promises';
import { backoffMs } from '@millrace/client/backoff.ts';
import { HttpTransport } from '@millrace/client/http-transport.ts';
import { type Outcome, TransportError } from '@millrace/client/transport.ts';
import { MillraceError } from '@millrace/engine/errors/millrace-error.ts';

export interface VerdictCounts {
  accepted: number;
  duplicates: number;
  late: number;
  quarantined: number;
}

export interface BatchResult {
  readonly counts: VerdictCounts;
  /** From the first try to the answer. */
  readonly latencyMs: number;
  /** How often the server asked to wait. */
  readonly refusals: number;
}

export interface EventClientOptions {
  readonly url: string;
  readonly writeKey?: string;
  /** Requests under way at once. One keeps the order of events. */
  readonly connections: number;
}

/** A batch without an answer that settles it is given up after this long: a server that restarts is back by then. */
const PATIENCE_MS = 60_000;
/** Where nobody has ever answered, the address is wrong or no server runs: whoever waits is told soon. */
const FIRST_PATIENCE_MS = 3_000;

/** Sends batches to a collector and sums up its verdicts. Close it when done. */
export class EventClient {
  readonly #transport: HttpTransport;
  readonly #options: EventClientOptions;
  #hasAnswered = false;

  constructor(options: EventClientOptions) {
    this.#options = options;
    this.#transport = new HttpTransport(options);
  }

  /**
   * Sends events (ready JSON texts) as one NDJSON body; resolves when the server has given every verdict.
   * @throws MillraceError SERVER_UNREACHABLE or REQUEST_REFUSED with what the server said.
   */
  async send(events: readonly string[]): Promise<BatchResult> {
    const batch = events.map((json) => ({ json }));
    const started = performance.now();
    for (let refusals = 0; ; refusals += 1) {
      try {
        const counts = countOutcomes(await this.#transport.send(batch));
        this.#hasAnswered = true;
        return { counts, latencyMs: performance.now() - started, refusals };
      } catch (cause) {
        if (!(cause instanceof TransportError)) throw cause;
        if (cause.status !== undefined) this.#hasAnswered = true;
        const patienceMs = this.#hasAnswered ? PATIENCE_MS : FIRST_PATIENCE_MS;
        if (cause.retry === 'never' || performance.now() > started + patienceMs) throw this.#failure(cause);
        await pause(backoffMs(refusals + 1, cause.retryAfterMs));
      }
    }
  }

  close(): Promise<void> {
    return this.#transport.close();
  }

  #failure(cause: TransportError): MillraceError {
    if (cause.status !== undefined) {
      const details = { code: 'REQUEST_REFUSED', domain: 'user', retry: 'never', cause } as const;
      return new MillraceError(`a batch was refused: ${cause.message}`, details);
    }
    return new MillraceError(`no server answers at ${this.#options.url}: ${cause.message}`, {
      code: 'SERVER_UNREACHABLE',
      domain: 'external',
      retry: 'backoff',
      hint: "start one with 'npm start', or name another with --url",
      cause,
    });
  }
}

function countOutcomes(outcomes: readonly Outcome[]): VerdictCounts {
  const counts = noCounts();
  for (const { verdict } of outcomes) {
    if (verdict === 'duplicate') counts.duplicates += 1;
    else if (verdict !== 'again') counts[verdict] += 1;
  }
  return counts;
}

/** Adds `more` to `total` in place. */
export function addCounts(total: VerdictCounts, more: VerdictCounts): void {
  total.accepted += more.accepted;
  total.duplicates += more.duplicates;
  total.late += more.late;
  total.quarantined += more.quarantined;
}

/** A fresh zero to add to. */
export function noCounts(): VerdictCounts {
  return { accepted: 0, duplicates: 0, late: 0, quarantined: 0 };
}
