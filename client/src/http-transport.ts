/** Events to a server's `POST /v1/events`, as NDJSON over connections that are kept open. */
import { Pool } from 'undici';
import { type Outcome, type QueuedEvent, type Transport, TransportError } from './transport.ts';

export interface HttpTransportOptions {
  /** `https://millrace.example` */
  readonly url: string;
  readonly writeKey?: string;
  /** Requests under way at once. */
  readonly connections: number;
}

/** A request without an answer for this long is given up, and sent again. */
const TIMEOUT_MS = 30_000;
const PATH = '/v1/events';

export class HttpTransport implements Transport {
  readonly takesWholeBatches = true;
  readonly #pool: Pool;
  readonly #url: string;
  readonly #headers: Readonly<Record<string, string>>;

  constructor({ url, writeKey, connections }: HttpTransportOptions) {
    this.#url = url;
    this.#pool = new Pool(new URL(url).origin, {
      connections,
      pipelining: 1,
      headersTimeout: TIMEOUT_MS,
      bodyTimeout: TIMEOUT_MS,
    });
    const authorization = writeKey === undefined ? {} : { authorization: `Bearer ${writeKey}` };
    this.#headers = { 'content-type': 'application/x-ndjson', ...authorization };
  }

  async send(batch: readonly Pick<QueuedEvent, 'json'>[], signal?: AbortSignal): Promise<readonly Outcome[]> {
    const body = `${batch.map(({ json }) => json).join('\n')}\n`;
    const { status, text, retryAfterMs } = await this.#post(body, signal);
    // 422 carries verdicts too: every event of the batch was quarantined.
    if (status === 200 || status === 422) return verdictsIn(text, batch.length);
    const isTransient = status === 429 || status === 408 || status >= 500;
    const message = `the server answered ${status}: ${text.slice(0, 500)}`;
    const code = problemCode(text);
    throw new TransportError(message, { code, status, retryAfterMs, retry: isTransient ? 'backoff' : 'never' });
  }

  close(): Promise<void> {
    return this.#pool.close();
  }

  async #post(body: string, signal: AbortSignal | undefined) {
    try {
      const answer = await this.#pool.request({
        path: PATH,
        method: 'POST',
        headers: this.#headers,
        body,
        ...(signal === undefined ? {} : { signal }),
      });
      const seconds = Number(answer.headers['retry-after'] ?? 0);
      const retryAfterMs = Number.isFinite(seconds) ? seconds * 1_000 : 0;
      return { status: answer.statusCode, text: await answer.body.text(), retryAfterMs };
    } catch (cause) {
      const reason = cause instanceof Error ? cause.message : String(cause);
      const message = `no answer from ${this.#url}: ${reason}`;
      throw new TransportError(message, { code: 'SERVER_UNREACHABLE', retry: 'backoff', cause });
    }
  }
}

/** An answer that is cut off, or someone else's, says nothing of the events: they are sent again. */
function verdictsIn(text: string, count: number): readonly Outcome[] {
  const verdicts = parsed(text)?.verdicts;
  if (Array.isArray(verdicts) && verdicts.length === count) return verdicts;
  const message = 'the answer does not have a verdict for each event';
  throw new TransportError(message, { code: 'ANSWER_INCOMPLETE', retry: 'backoff' });
}

function problemCode(text: string): string {
  const code = parsed(text)?.code;
  return typeof code === 'string' ? code : 'REQUEST_REFUSED';
}

function parsed(text: string): { readonly verdicts?: unknown; readonly code?: unknown } | undefined {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
