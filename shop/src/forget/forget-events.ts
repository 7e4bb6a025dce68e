/** The events that tell the functions whom to forget, as the collector takes them. */
import type { IncomingEvents } from '../events/collector.ts';
import type { ForgetTask } from './forget-job.ts';

/** Orders that one event names: far below the size that an event may have. */
const ORDERS_PER_EVENT = 50;
const NAMES_PER_EVENT = 20;

/** A repetition has the same ids, and so changes nothing. */
export function forgetEvents(forgetId: string, { names, orderIds }: ForgetTask): IncomingEvents {
  const timestamp = new Date().toISOString();
  const pieces = [
    ...slices(names, NAMES_PER_EVENT).map((some) => ({ names: some, orderIds: [] as readonly string[] })),
    ...slices(orderIds, ORDERS_PER_EVENT).map((some) => ({ names, orderIds: some })),
  ];
  const values = pieces.map((properties, number) => {
    return { eventId: `forget-${forgetId}-${number}`, eventType: 'user_forget', timestamp, properties };
  });
  const original = (index: number) => JSON.stringify(values[index]);
  return { values, original, hasEscapes: true, source: 'api', mayControl: true };
}

function slices<Item>(items: readonly Item[], length: number): readonly (readonly Item[])[] {
  return Array.from({ length: Math.ceil(items.length / length) }, (_, at) =>
    items.slice(at * length, (at + 1) * length),
  );
}
