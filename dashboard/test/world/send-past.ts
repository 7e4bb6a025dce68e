/**
 * Sends a past to a server whose clock is the world's: quantum by quantum, each as one batch that arrives at its end.
 *
 * What happened within a long quantum is moved to its last seconds: a server takes what is more than ten seconds older
 * than its newest for late. Five-minute windows hold the same as they would have.
 */
import type { EventClient } from '../../../shop/src/client/event-client.ts';
import type { PastEvent } from './past-event.ts';
import type { WorldClock } from './world-clock.ts';

export interface PastRun {
  readonly client: EventClient;
  readonly clock: WorldClock;
  readonly quantumMs: number;
}

/** How far apart events of one batch may lie. */
const SPAN_MS = 8_000;
const TIMESTAMP = /"timestamp":"(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z)"/;

/** @param events in the order of arrival. @throws MillraceError when the server refuses a batch. */
export async function sendPast(events: Iterable<PastEvent>, { client, clock, quantumMs }: PastRun): Promise<void> {
  const endOf = (ms: number) => (Math.floor(ms / quantumMs) + 1) * quantumMs;
  let endMs = 0;
  let texts: string[] = [];
  const send = async () => {
    if (texts.length === 0) return;
    clock.set(endMs);
    await client.send(texts);
    texts = [];
  };
  for (const { atMs, text } of events) {
    if (endOf(atMs) !== endMs) {
      await send();
      endMs = endOf(atMs);
    }
    texts.push(quantumMs <= SPAN_MS ? text : pressed(text, quantumMs));
  }
  await send();
}

function pressed(text: string, quantumMs: number): string {
  return text.replace(TIMESTAMP, (whole, time: string) => {
    const ms = Date.parse(time);
    const endMs = (Math.floor(ms / quantumMs) + 1) * quantumMs;
    if (Number.isNaN(ms)) return whole;
    return `"timestamp":"${new Date(endMs - ((endMs - ms) * SPAN_MS) / quantumMs).toISOString()}"`;
  });
}
