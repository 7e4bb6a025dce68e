/**
 * The records of the proof with time between them: a heartbeat a second from when the shop opens, and at the end two that
 * are hours ahead, so that everything that waits for time is told. An order before the last of them shows when it has been.
 */
import { formatInstant } from '@millrace/shop/events/instant.ts';
import { orderKeyOf, partitionOf } from '@millrace/shop/events/partition-of.ts';
import type { Arrival, GeneratedHour } from './generated-hour.ts';

export type TimedStep =
  | { readonly kind: 'event'; readonly arrival: Arrival }
  | { readonly kind: 'time'; readonly arrivalMs: number };

/** The visitor, and the order, that end the proof. */
export const LAST = 'proof-end';

const BEAT_MS = 1_000;
/** Longer than any join of the pipelines waits, sessions and carts included. */
const LATER_MS = 8 * 3_600_000;

export function* timedSteps({ arrivals, startMs, endMs }: GeneratedHour): Generator<TimedStep> {
  let beatMs = startMs;
  for (const arrival of arrivals) {
    for (; beatMs <= arrival.arrivalMs; beatMs += BEAT_MS) yield { kind: 'time', arrivalMs: beatMs };
    yield { kind: 'event', arrival };
  }
  const closedMs = Math.max(endMs, beatMs) + LATER_MS;
  yield { kind: 'time', arrivalMs: closedMs };
  yield { kind: 'event', arrival: lastOrder(closedMs + BEAT_MS) };
  yield { kind: 'time', arrivalMs: closedMs + LATER_MS };
}

function lastOrder(arrivalMs: number): Arrival {
  const at = formatInstant(arrivalMs);
  const event = {
    eventId: LAST,
    userId: LAST,
    eventType: 'purchase',
    timestamp: at,
    productId: LAST,
    category: LAST,
  } as const;
  const record = JSON.stringify({ ...event, price: 1, quantity: 1, orderId: LAST, receivedAt: at });
  return { arrivalMs, eventId: LAST, orderKey: orderKeyOf(event), partition: partitionOf(event), record };
}
