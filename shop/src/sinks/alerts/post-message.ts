/** One try to hand a message to a destination over HTTP, bounded in time and in what is read of the answer. */
import { type Dispatcher, request } from 'undici';

export interface OutgoingMessage {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** It was not taken; trying again may help. */
export class DeliveryFailure extends Error {
  /** What the destination asked for in Retry-After. */
  readonly retryAfterMs: number;

  constructor(reason: string, retryAfterMs = 0, cause?: unknown) {
    super(reason, cause === undefined ? undefined : { cause });
    this.name = 'DeliveryFailure';
    this.retryAfterMs = retryAfterMs;
  }
}

/** It was refused in a way that trying again does not mend. */
export class DeliveryRefused extends Error {
  constructor(reason: string) {
    super(reason);
    this.name = 'DeliveryRefused';
  }
}

/** Of an answer only its beginning is read, for the error's text. */
const MAX_ANSWER_BYTES = 16 * 1024;
const SHOWN_CHARACTERS = 200;
const LONGEST_RETRY_AFTER_MS = 60 * 60_000;
/** Refusals of the moment: the request was in time, in number or in order not right. */
const TRANSIENT: ReadonlySet<number> = new Set([408, 425, 429]);

/**
 * Resolves when the destination has answered 2xx. Redirects are not followed: only what is configured is called.
 * @throws DeliveryFailure for a server's error, no answer in time, a broken connection, an answer that is no HTTP;
 * DeliveryRefused for 3xx and 4xx.
 */
export async function postMessage(
  message: OutgoingMessage,
  { dispatcher, signal }: { readonly dispatcher: Dispatcher; readonly signal: AbortSignal },
): Promise<void> {
  const { statusCode, headers, body } = await answerTo(message, dispatcher, signal);
  const text = await beginning(body);
  if (statusCode >= 200 && statusCode < 300) return;
  const reason = `answered ${statusCode}${text === '' ? '' : `: ${text}`}`;
  if (statusCode < 500 && !TRANSIENT.has(statusCode)) throw new DeliveryRefused(reason);
  throw new DeliveryFailure(reason, retryAfterMs(headers['retry-after']));
}

async function answerTo({ url, headers, body }: OutgoingMessage, dispatcher: Dispatcher, signal: AbortSignal) {
  try {
    const sent = { 'content-type': 'application/json', 'user-agent': 'Millrace', ...headers };
    return await request(url, { method: 'POST', headers: sent, body, dispatcher, signal });
  } catch (cause) {
    throw new DeliveryFailure(`no answer: ${reasonOf(cause)}`, 0, cause);
  }
}

/** The status has been given: whatever happens to the rest of the answer changes nothing. */
async function beginning(body: Dispatcher.ResponseData['body']): Promise<string> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  try {
    for await (const chunk of body) {
      chunks.push(chunk);
      bytes += chunk.length;
      if (bytes > MAX_ANSWER_BYTES) break;
    }
  } catch {
    // What has come is enough.
  }
  const text = Buffer.concat(chunks).toString().slice(0, SHOWN_CHARACTERS);
  return text.replaceAll(/[^\x20-\x7e\xa0-\uffff]+/g, ' ').trim();
}

/** Seconds or a date, as HTTP has it. */
function retryAfterMs(header: string | string[] | undefined): number {
  const text = [header].flat()[0] ?? '';
  const ms = /^\d+$/.test(text) ? Number(text) * 1000 : Date.parse(text) - Date.now();
  return Number.isFinite(ms) ? Math.min(Math.max(0, ms), LONGEST_RETRY_AFTER_MS) : 0;
}

function reasonOf(cause: unknown): string {
  if (!(cause instanceof Error)) return String(cause);
  const code = 'code' in cause && typeof cause.code === 'string' ? ` (${cause.code})` : '';
  return `${cause.message}${code}`;
}
