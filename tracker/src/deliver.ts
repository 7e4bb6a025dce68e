/** One request with a batch, and what its answer says of the events in it. */
import type { Batch } from './event-queue.ts';
import type { Refusal } from './tracker-api.ts';

const PATIENCE_MS = 15_000;

export interface Outcome {
  /** Of each event, in order: the batch is settled. */
  readonly verdicts?: readonly ({ readonly verdict: string } & Refusal)[];
  /** The server cannot read the batch, and never will. */
  readonly unreadable?: Refusal;
  /** Neither: the batch is to be sent again, after the time that the server says. */
  readonly retryAfter?: string | null;
}

interface Answer extends Outcome {
  readonly code?: string;
  readonly detail?: string;
}

/** Never throws. An answer that is not the server's own, as a hotel's network gives, settles nothing. */
export async function deliver(url: string, batch: Batch): Promise<Outcome> {
  let retryAfter: string | null = null;
  try {
    const response = await post(url, batch);
    retryAfter = response.headers.get('retry-after');
    const { status } = response;
    const { verdicts, code, detail = '' }: Answer = await response.json();
    if ((status === 200 || status === 422) && verdicts?.length === batch.keys.length) return { verdicts };
    if ((status === 400 || status === 413) && code) return { unreadable: { code, message: detail } };
  } catch {
    // Not reached, not answered in time, or not JSON.
  }
  return { retryAfter };
}

/** As text with the key in the query, as beacons are sent: so browsers need not ask first whether they may. */
function post(url: string, batch: Batch): Promise<Response> {
  return fetch(url, {
    method: 'POST',
    body: bodyOf(batch),
    keepalive: true,
    credentials: 'omit',
    ...(AbortSignal.timeout && { signal: AbortSignal.timeout(PATIENCE_MS) }),
  });
}

/** Sends a batch whose answer nobody will see, and says whether the browser has taken it. */
export function sendBlindly(url: string, batch: Batch): boolean {
  return navigator.sendBeacon(url, bodyOf(batch));
}

function bodyOf({ events }: Batch): string {
  return `{"sentAt":"${new Date().toISOString()}","batch":[${events.join()}]}`;
}
