/** The simulator's shoppers in the present: they go on from where the past ends, at the pace of real time. */
import { setTimeout as pause } from 'node:timers/promises';
import type { EventClient } from '../../../shop/src/client/event-client.ts';
import { HOUR_MS } from './past-event.ts';
import { shoppersOf } from './simulated-past.ts';

const TICK_MS = 200;
const LONGEST_MS = 12 * HOUR_MS;

/** @returns a way to end it. @param rate events a second. */
export function startShoppers(client: EventClient, rate: number): () => Promise<void> {
  const stop = new AbortController();
  const running = run(client, rate, stop.signal);
  // Whoever stops it is told; a shopper must not end the test.
  running.catch(() => undefined);
  return async () => {
    stop.abort();
    await running;
  };
}

async function run(client: EventClient, rate: number, stop: AbortSignal): Promise<void> {
  const fromMs = Date.now();
  let due: string[] = [];
  let tickMs = fromMs + TICK_MS;
  for (const { atMs, text } of shoppersOf({ name: 'now', fromMs, toMs: fromMs + LONGEST_MS, rate })) {
    while (atMs >= tickMs) {
      await pause(Math.max(0, tickMs - Date.now()), undefined, { signal: stop }).catch(() => undefined);
      if (stop.aborted) return;
      if (due.length > 0) await client.send(due);
      due = [];
      tickMs += TICK_MS;
    }
    due.push(text);
  }
}
