/**
 * A client of `POST /v1/events`, as any program outside would write it: batches, retries with backoff, counted verdicts.
 *
 * A batch is tried again when the server says 429 or 503 or cannot be reached; since events carry their ids, a batch
 * that was stored although its answer was lost adds nothing when it is sent again.
 */
import { setTimeout as pause } from 'node:timers/promises';
import { MillraceError } from '@millrace/engine/errors/millrace-error.ts';
import { Pool } from 'undici';

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
  /** Give up on a batch after this long without an answer that settles it. */
  readonly patienceMs?: number;
}

const DEFAULT_PATIENCE_MS = 60_000;
const FIRST_PAUSE_MS = 100;
const LONGEST_PAUSE_MS = 5_000;

/** Sends batches to a collector and sums up its verdicts. Close it when done. */
export class EventClient {
  readonly #pool: Pool;
  readonly #options: EventClientOptions;

  constructor(options: EventClientOptions) {
    this.#options = options;
    this.#pool = new Pool(new URL(options.url).origin, { connections: options.connections, pipelining: 1 });
  }

  /**
   * Sends events (ready JSON texts) as one NDJSON body; resolves when the server has given every verdict.
   * @throws MillraceError SERVER_UNREACHABLE or REQUEST_REFUSED with what the server said.
   */
  async send(events: readonly string[]): Promise<BatchResult> {
    const body = `${events.join('\n')}\n`;
    const started = performance.now();
    const deadline = started + (this.#options.patienceMs ?? DEFAULT_PATIENCE_MS);
    let pauseMs = FIRST_PAUSE_MS;
    for (let refusals = 0; ; refusals += 1) {
      const answer = await this.#post(body, performance.now() > deadline);
      if (answer.counts) return { counts: answer.counts, latencyMs: performance.now() - started, refusals };
      await pause(Math.max(pauseMs, answer.retryAfterMs));
      pauseMs = Math.min(pauseMs * 2, LONGEST_PAUSE_MS);
    }
  }

  async close(): Promise<void> {
    await this.#pool.close();
  }

  /** One try. Without counts: to be tried again. */
  async #post(body: string, last: boolean): Promise<{ counts?: VerdictCounts; retryAfterMs: number }> {
    const answer = await this.#request(body).catch((cause) => cause as Error);
    if (answer instanceof Error) {
      if (last) throw unreachable(this.#options.url, answer);
      return { retryAfterMs: 0 };
    }
    const { status, text, retryAfter } = answer;
    // 422 carries verdicts too: every event of the batch was quarantined.
    if (status === 200 || status === 422) return { counts: JSON.parse(text) as VerdictCounts, retryAfterMs: 0 };
    if (last || (status !== 429 && status !== 503)) throw refused(status, text);
    return { retryAfterMs: Number(retryAfter ?? 0) * 1000 };
  }

  async #request(body: string) {
    const { writeKey } = this.#options;
    const authorization = writeKey === undefined ? {} : { authorization: `Bearer ${writeKey}` };
    const response = await this.#pool.request({
      path: '/v1/events',
      method: 'POST',
      headers: { 'content-type': 'application/x-ndjson', ...authorization },
      body,
    });
    const retryAfter = response.headers['retry-after'];
    const text = await response.body.text();
    return { status: response.statusCode, text, retryAfter: Array.isArray(retryAfter) ? retryAfter[0] : retryAfter };
  }
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

function unreachable(url: string, cause: Error): MillraceError {
  return new MillraceError(`no server answers at ${url}: ${cause.message}`, {
    code: 'SERVER_UNREACHABLE',
    domain: 'external',
    retry: 'backoff',
    hint: "start one with 'npm start', or name another with --url",
    cause,
  });
}

function refused(status: number, text: string): MillraceError {
  return new MillraceError(`the server refused a batch with ${status}: ${text.slice(0, 500)}`, {
    code: 'REQUEST_REFUSED',
    domain: 'user',
    retry: 'never',
  });
}
