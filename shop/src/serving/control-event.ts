/** Puts a control event of the server's own into the log: what decides over others changes by way of the log alone. */
import { randomUUID } from 'node:crypto';
import type { Collector } from '../events/collector.ts';
import type { EventInput } from '../events/event-schema.ts';
import { Problem } from '../sources/http/problem.ts';

/** What the event says; its id and its time are the server's. */
export type ControlEvent = Pick<EventInput, 'eventType' | 'orderId' | 'status' | 'properties'>;

/**
 * Resolves when it is on disk.
 * @throws Problem 400 when the schema refuses it; MillraceError STORAGE_FULL, STORAGE_FAILED when nothing was written.
 */
export async function recordControl(collector: Collector, event: ControlEvent): Promise<void> {
  const value = { eventId: randomUUID(), timestamp: new Date().toISOString(), ...event };
  const text = JSON.stringify(value);
  const [verdict] = await collector.collect({
    values: [value],
    original: () => text,
    hasEscapes: text.includes('\\u'),
    source: 'api',
    mayControl: true,
  });
  if (verdict?.verdict !== 'quarantined') return;
  throw new Problem({ status: 400, code: 'BAD_REQUEST', detail: `${verdict.path}: ${verdict.message}` });
}
